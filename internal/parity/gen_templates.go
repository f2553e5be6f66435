package parity

// templateTests render values and metrics with vars, and prompts into outputs.
func templateTests(d *dice) []Test {
	vars := object{
		"out": "Hello Ann, 3 of [1,2] é", "name": "Ann", "n": 3, "f": 2.50, "big": 1e21, "yes": true, "none": nil, "list": []any{1, "two", nil, true, 2.5}, "words": []any{[]any{"a"}, "b"},
		"user": object{"name": "Bo", "tags": []any{"x", "y"}, "a b": 1}, "empty": "", "nested": "{{name}}!", "loop": "{{loop}}", "quote": `"q" & 'r' <b>`, "lines": "a\nb\n", "sum": "{{ n + 1 }}", "miss": "{{nowhere}}", "uni": "İΣß😀",
		"filter": "{{ name | upper }}", "dotted": "{{user.name}}", "tag": "{% if n %}y{% endif %}", "note": "{# c #}z", "half": "{{name}}{{", "deep": "<{{nested}}>",
	}
	templates := []string{
		"{{name}}", "{{ name }}", "{{name}}, {{n}}", "{{nope}}", "x{{nope}}", "{{user.name}}", "{{user.nope}}", "{{user.nope.deep}}", "{{ user['a b'] }}", "{{user}}", "{{list}}", "{{list[1]}}", "{{list[9]}}", "{{words}}", "{{user.tags}}", "{{n}}", "{{f}}", "{{big}}", "{{yes}}", "{{none}}", "{{empty}}", "{{nested}}", "{{loop}}", "{{quote}}", "{{lines}}", "{{sum}}", "{{miss}}", "{{uni}}", "{{filter}}", "{{dotted}}", "{{tag}}", "{{note}}", "{{half}}", "{{deep}}",
		"{{ name | upper }}", "{{ name | lower }}", "{{ uni | lower }}", "{{ user | dump }}", "{{ list | dump }}", "{{ list | length }}", "{{ name | length }}", "{{ uni | length }}", "{{ list | join('-') }}", "{{ name | replace('n', 'm') }}", "{{ nope | default('d') }}", "{{ none | default('d') }}", "{{ empty | default('d', true) }}", "{{ list | first }}", "{{ list | last }}", "{{ f | round }}", "{{ 2.567 | round(1) }}", "{{ quote | escape }}", "{{ quote | safe }}", "{{ name | reverse }}", "{{ user.tags | sort }}", "{{ name | trim }}", "{{ 'a,b' | split(',') }}", "{{ name | nofilter }}", "{{ '[1,2]' | load }}",
		"{% if n > 2 %}Hello{% else %}Bye{% endif %}", "{% if nope %}x{% endif %}", "{% for x in list %}{{ x }}{% endfor %}", "{% for k, v in user %}{{ k }}{% endfor %}", "{% set y = 5 %}{{ y }}", "{# comment #}Ann", "{{ '{{' }}", "{% raw %}{{ name }}{% endraw %}", "{{ n + 1 }}", "{{ n / 2 }}", "{{ n ~ name }}", "{{ 'a' if yes else 'b' }}", "{{ n == 3 }}", "{{ name == 'Ann' and yes }}", "{{ 7 // 2 }}", "{{ 2 ** 3 }}", "{{ 'x' in name }}", "{{ [1,2] }}", "{{ {a: 1} }}", "{{ range(3) }}", "{{- name -}}", " {{- ' x' }}", "{{ env.NO_SUCH_VARIABLE }}",
		"{{", "{{ name", "{{ name }", "{% if %}", "{% endif %}", "{% nope %}", "{{ }}", "{{ 1 + }}", "}}", "{ {name} }", "{name}", "${name}", "{{name}}{{", "{{ name.upper() }}", "{{ name.length }}", "{{ 'é' }}", "{{ \"a\\nb\" }}",
	}
	var tests []Test
	add := func(output any, a object) {
		t := test(output, a)
		tests = append(tests, t.with("vars", vars))
	}
	for _, tmpl := range templates {
		add("Hello Ann, 3 of [1,2] é", assertion(pick(d, "contains", "equals", "icontains"), tmpl))
		add(tmpl, assertion(d.not("equals"), tmpl))
		named := assertion("contains", "a") // whose metric shows what the template renders to
		named["metric"] = "[" + tmpl + "]"
		add("a", named)
	}
	for range 80 {
		tmpl := pick(d, templates...)
		output := any(pick(d, "Ann", "ann, 3", "Bo", "", "Ann!", "x", "3", "[object Object]", "1,two,,true,2.5", `{"name":"Ann"}`, "Hello Ann, 3 of [1,2] é", "i̇σß😀", "5"))
		switch d.IntN(4) {
		case 0:
			add(output, assertion(d.not(pick(d, "contains-any", "contains-all", "icontains-any")), []any{tmpl, "x", 5}))
		case 1:
			add(output, assertion(d.not("equals"), object{"name": tmpl}))
		case 2:
			add(output, assertion(d.not(pick(d, "equals", "starts-with", "contains-any", "regex", "icontains")), tmpl))
		case 3:
			a := assertion("contains", "A")
			a["metric"] = tmpl
			add(output, a)
		}
	}
	return tests
}
