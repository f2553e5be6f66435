package parity

// sqlTests ask for statements, for the tables and columns that they use, and for
// statements in fences.
func sqlTests(d *dice) []Test {
	statements := []string{
		"SELECT * FROM users", "select id, name from users where id = 1;", "SELECT id name FROM users", "SELECT id AS name FROM users u JOIN orders o ON u.id = o.user_id", "SELECT COUNT(*) FROM t GROUP BY a HAVING COUNT(*) > 1 ORDER BY a DESC LIMIT 5 OFFSET 2", "INSERT INTO t (a, b) VALUES (1, 'x')", "INSERT INTO t VALUES (1), (2)", "UPDATE t SET a = 1 WHERE b IS NULL", "DELETE FROM t WHERE a IN (SELECT b FROM u)", "CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(20) NOT NULL)", "DROP TABLE t", "ALTER TABLE t ADD COLUMN a INT", "TRUNCATE TABLE t",
		"SELECT 1", "SELECT 1;", "SELECT 1; SELECT 2", ";", "", "SELECT", "SELECT FROM t", "SELECT * FORM t", "SELECT * FROM", "SELECT * FROM t WHERE", "SELECT * FROM t WHERE a = ", "SELECT a b c FROM t", "SELECT a, FROM t", "SELECT (a FROM t", "SELECT a) FROM t", "SELECT 'a FROM t", "SELECT \"a\" FROM \"t\"", "SELECT `a` FROM `t`", "SELECT `a FROM t", "SELECT `a`` FROM t", "SELECT [a] FROM [t]",
		"WITH c AS (SELECT 1 AS n) SELECT n FROM c", "WITH RECURSIVE c AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT * FROM c", "SELECT a FROM t UNION SELECT b FROM u", "SELECT CASE WHEN a > 1 THEN 'x' ELSE 'y' END FROM t", "SELECT ROW_NUMBER() OVER (PARTITION BY a ORDER BY b) FROM t", "SELECT a FROM t WHERE b LIKE '%x%' AND NOT c BETWEEN 1 AND 2", "SELECT DISTINCT a FROM s.t", "SELECT t.a, u.* FROM t LEFT JOIN u USING (id)", "SELECT CAST(a AS CHAR) FROM t", "SELECT a::text FROM t", "SELECT a ILIKE 'x' FROM t", "SELECT * FROM t LIMIT 5, 10", "SELECT TOP 5 * FROM t", "SELECT NOW(), DATE_ADD(a, INTERVAL 1 DAY) FROM t", "SELECT a->>'$.b' FROM t",
		"-- comment\nSELECT 1", "SELECT 1 -- comment", "SELECT /* c */ 1", "# comment\nSELECT 1", "EXPLAIN SELECT 1", "SHOW TABLES", "DESCRIBE t", "SET a = 1", "USE db", "BEGIN; COMMIT", "GRANT SELECT ON t TO u", "CALL p(1)", "CREATE INDEX i ON t (a)", "CREATE VIEW v AS SELECT 1", "REPLACE INTO t VALUES (1)", "MERGE INTO t USING u ON t.a = u.a WHEN MATCHED THEN UPDATE SET b = 1", "INSERT INTO t (a) VALUES (1) ON DUPLICATE KEY UPDATE a = 2", "INSERT INTO t (a) VALUES (1) ON CONFLICT DO NOTHING", "INSERT INTO t (a) VALUES (1) RETURNING a", "PRAGMA table_info(t)",
		"SELECT é FROM ü", "SELECT '😀'", "SELECT 'it''s'", "SELECT 'a\\'b'", "SELECT \u00a01", "select*from t", "SELECT a FROM t;;", "SELECT a FROM t WHERE a = ?", "SELECT a FROM t WHERE a = :id", "SELECT a FROM t WHERE a = $1", "SELECT a FROM t WHERE a = @x", "SELECT {{out}} FROM t", "This is not SQL", "Select the best answer from the list", "SELECT user, order FROM t", "SELECT a FROM group", "SELECT id, id name FROM t", "SELECT a,b c FROM t", "SELECT name FROM users WHERE name = 'Ann Smith'",
	}
	wrap := func(s string) string {
		return pick(d, "```sql\n"+s+"\n```", "```\n"+s+"\n```", "```SQL\n"+s+"\n```", "```sql "+s+"```", "Here:\n```sql\n"+s+"\n```\nDone.", "`"+s+"`", "```python\nx\n```", "```sql\nnope\n```\n```sql\n"+s+"\n```", s, "Sure: "+s)
	}
	dialects := []string{"PostgreSQL", "Postgresql", "SQLite", "MariaDB", "TransactSQL", "BigQuery", "Hive", "FlinkSQL", "Snowflake", "DB2", "Athena", "Redshift", "Oracle"}
	var tests []Test
	for _, s := range statements {
		tests = append(tests, test(s, assertion(d.not("is-sql"), absent{})))
	}
	for range 60 {
		tests = append(tests, test(wrap(pick(d, statements...)), assertion(d.not("contains-sql"), absent{})))
	}
	for _, dialect := range dialects {
		tests = append(tests, test(pick(d, statements...), assertion(d.not(pick(d, "is-sql", "contains-sql")), object{"databaseType": dialect})))
	}
	for range 80 {
		value := object{"databaseType": pick(d, "MySQL", "mysql", "")}
		switch d.IntN(4) {
		case 0:
			value["allowedTables"] = pick(d, []string{"select::null::t"}, []string{"select::null::users", "(select|insert)::null::t"}, []string{"select::(.*)::.*"}, []string{}, []string{"insert::null::t"}, []string{"t"})
		case 1:
			value["allowedColumns"] = pick(d, []string{"select::t::a"}, []string{"select::null::a", "select::null::id", "select::users::(.*)"}, []string{"select::(.*)::(.*)"}, []string{}, []string{"a"})
		}
		tests = append(tests, test(pick(d, statements...), assertion(d.not(pick(d, "is-sql", "contains-sql")), value)))
	}
	for _, v := range odd() {
		tests = append(tests, test(pick(d, statements...), assertion(d.not(pick(d, "is-sql", "contains-sql")), v)))
	}
	return tests
}
