// Writes golden.json: what the real Nunjucks 3.2.4 makes of every snippet.
//
//   npm install --prefix /tmp/nunjucks nunjucks@3.2.4
//   NODE_PATH=/tmp/nunjucks/node_modules node golden.js > golden.json
//
// A snippet is {group, template, vars, partials, want} or, where Nunjucks
// refuses it, {..., fails: true}. Hand-written snippets come first, then those
// that a seeded generator puts together, so that a new run gives the same file.
'use strict';
const nunjucks = require('nunjucks');

const vars = {
  name: 'Ada', empty: '', zero: 0, one: 1, n: 42, neg: -3, f: 1.5, big: 1e21, tiny: 1e-7, t: true, no: false, nothing: null,
  html: '<b>Tom & "Jerry"</b>', long: 'The quick brown fox jumps over the lazy dog', multi: 'first\n  second\n\nthird',
  spaced: '  padded  ', num: '3', word: 'hELLO wORLD', emoji: 'a😀é', csv: 'a,b,c',
  list: ['x', 'y', 'z'], nums: [3, 1, 2], mixed: [1, 'a', null, true, 2.5], none_list: [], nested: [[1, 2], [3, 4]],
  obj: { b: 1, a: 'two', c: [1, 2] }, none_obj: {}, numeric_keys: { 10: 'ten', 2: 'two', z: 'zed' },
  user: { name: 'Bob', age: 30, tags: ['admin', 'dev'], address: { city: 'Oslo' }, active: true, bio: null },
  items: [{ name: 'pen', price: 1.5, kind: 'b', ok: true }, { name: 'Ink', price: 10, kind: 'a', ok: false }, { name: 'cap', price: 2, kind: 'b', ok: true }],
  messages: [{ role: 'user', content: 'Hi' }, { role: 'assistant', content: 'Hello "you"' }],
};
const partials = {
  'part.md': 'Part of {{ name }}', 'loop.md': '[{{ item }}|{{ loop.index }}]', 'sets.md': '{% set inner = 5 %}{% set name = "changed" %}{{ inner }}',
  'macros.md': '{% macro hi(who, mark="!") %}Hi {{ who }}{{ mark }}{% endmacro %}{% macro _hidden() %}x{% endmacro %}{% set version = 2 %}',
  'base.md': 'A{% block one %}base{% endblock %}B{% block two %}{{ name }}{% endblock %}C', 'bad.md': '{{ oops',
};

const hand = {
  prompts: [
    'Hello {{ name }}!', 'Hello {{name}}', '{{ user.name }} is {{ user.age }}', '{{ user["name"] }} {{ user.address.city }}', '{{ missing }}|{{ missing.deep.er }}|{{ user.missing.x }}',
    '{% if t %}yes{% endif %}', '{% if no %}a{% elif one %}b{% else %}c{% endif %}', '{% if no %}a{% elseif no %}b{% else %}c{% endif %}',
    '{% if name == "Ada" and n > 40 %}x{% endif %}', '{% if not missing %}none{% endif %}', '{% if list.length > 2 %}many{% endif %}', '{% if list | length > 2 %}many{% endif %}',
    '{% if none_list %}truthy{% else %}falsy{% endif %}{% if none_obj %}truthy{% endif %}{% if empty %}x{% else %}y{% endif %}', '{% if none_list.length %}some{% else %}none{% endif %}',
    '{% for x in list %}{{ loop.index }}. {{ x }}\n{% endfor %}', '{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}', '{% for x in none_list %}a{% else %}nothing{% endfor %}', '{% for x in missing %}a{% else %}nothing{% endfor %}',
    '{% for x in list %}{{ x }}{% if not loop.last %}, {% endif %}{% endfor %}', '{% for k, v in obj %}{{ k }}={{ v }};{% endfor %}', '{% for a, b in nested %}{{ a }}-{{ b }};{% endfor %}',
    '{% for x in list %}{{ loop.index0 }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }} {% endfor %}', '{% for i in range(3) %}{{ i }}{% endfor %}', '{% for i in range(1, 10, 3) %}{{ i }} {% endfor %}', '{% for i in range(5, 0, -2) %}{{ i }} {% endfor %}',
    '{% for x in list %}{% for y in nums %}{{ loop.index }}{{ y }} {% endfor %}{{ loop.index }}|{% endfor %}',
    '{% set x = 5 %}{{ x }}', '{% set a, b = 3 %}{{ a }}{{ b }}', '{% set x %}captured {{ name }}{% endset %}[{{ x }}]', '{% set total = 0 %}{% for v in nums %}{% set total = total + v %}{% endfor %}{{ total }}', '{% for v in nums %}{% set last = v %}{% endfor %}[{{ last }}]', '{% for v in nums %}{% set acc = acc ~ v %}{{ acc }} {% endfor %}', '{% if t %}{% set z = 1 %}{% endif %}{{ z }}', '{% set name = name | upper %}{{ name }}',
    'a\n{%- if t -%}\n b \n{%- endif -%}\nc', 'a {{- name -}} b', '{%- for x in list %}\n- {{ x }}\n{%- endfor %}\nend', 'x {#- note -#} y', 'x {# note #} y', '{#\nmany\nlines\n#}z', '  {%- set q = 1 -%}  q{{ q }}',
    '{% raw %}{{ name }} {% if %}{% endraw %}', '{% verbatim %}{{ name }}{% endverbatim %}', '{% raw %}{% raw %}x{% endraw %}{% endraw %}y', '{% raw -%}  a{% endraw %}  b', '{%- raw %} {{ x }} {% endraw -%} z',
    '{% macro greet(who, mark="!") %}Hi {{ who }}{{ mark }}{% endmacro %}{{ greet("Bo") }} {{ greet("Cy", "?") }} {{ greet(who="Di", mark=".") }} {{ greet("Ed", mark="~") }}', '{% macro box() %}[{{ caller() }}]{% endmacro %}{% call box() %}in {{ name }}{% endcall %}', '{% macro each(xs) %}{% for x in xs %}{{ caller(x) }};{% endfor %}{% endmacro %}{% call(v) each(list) %}<{{ v }}>{% endcall %}',
    '{{ "yes" if t else "no" }}', '{{ "yes" if no }}|', '{{ ("a" if no else "b") | upper }}', 'item{{ "s" if n > 1 else "" }}', '{{ n ~ " item" ~ ("s" if n != 1 else "") }}', '{{ [1 if t else 2, 3] }}', '{{ name | default("x" if t else "y") }}', '{% set v = "p" if t else "q" %}{{ v }}',
    '{{ name is defined }} {{ missing is defined }} {{ missing is undefined }} {{ nothing is none }}', '{% if user.bio is none %}no bio{% endif %}', '{% if n is divisibleby(7) and n is even %}ok{% endif %}', '{{ "a" if missing is defined else "b" }}', '{{ "x" in list }} {{ "q" in list }} {{ "q" not in list }} {{ "Ad" in name }} {{ "b" in obj }}', '{{ "x" in list | reverse }}', '{% if "dev" in user.tags %}dev{% endif %}',
    '{{ 3 === 3 }} {{ "3" === 3 }} {{ "3" == 3 }} {{ 3 !== "3" }} {{ num == 3 }}', '{{ 7 // 2 }} {{ 2 ** 3 }} {{ 7 % 4 }} {{ 7 / 2 }} {{ 6 / 3 }} {{ -7 // 2 }}', '{{ 1 + 2 * 3 - 4 / 2 }}', '{{ "a" + 1 }} {{ "a" ~ 1 ~ t }} {{ 1 + "2" }} {{ 1 ~ 2 }}', '{{ [1, 2, 3] }} {{ ["a", ["b"]] }} {{ {a: 1} }} {{ {"a": 1, b: "c"} | dump }}', '{% set cfg = {\n  "model": "m",\n  "n": 3\n} %}{{ cfg.model }}{{ cfg.n }}', '{{ name\n  | upper }}', '{% if name and\n  n %}both{% endif %}', '{{ items | length }} {{ name | length }} {{ obj | length }} {{ missing | length }}', '{{ obj | dump }}', '{{ obj | dump(2) }}', '{{ messages | dump(2) | safe }}', '{{ html | escape }} {{ html | e }} {{ html }}', '{{ list | join(", ") }} {{ items | join("; ", "name") }}', '{{ missing | default("d") }} {{ empty | default("d") }} {{ empty | default("d", true) }} {{ nothing | default("d") }} {{ missing or "alt" }}', '{{ long | truncate(20) }}|{{ long | truncate(10, true) }}|{{ long | truncate(15, false, "~") }}', '{{ multi | indent(4) }}|{{ multi | indent(2, true) }}', '{{ "a&b c/d" | urlencode }} {{ {a: "x&y", b: 2} | urlencode }}', '{{ spaced | trim }}|{{ name | upper | lower | title }}|{{ word | capitalize }}', '{{ list | first }}{{ list | last }}{{ nums | sort }}{{ nums | sort(true) }}{{ list | reverse }}', '{{ items | sort(attribute="name") | dump }}', '{{ name | replace("A", "B") }} {{ "1.1" | replace(".", ",", 1) }}', '{{ f | round }} {{ 2.345 | round(2) }} {{ 2.1 | round(0, "ceil") }} {{ "3.9" | int }} {{ "3.9abc" | float }}', '{{ name.length }} {{ name.toUpperCase() }} {{ csv.split(",") | dump }} {{ list.join(" ") }} {{ name.startsWith("A") }} {{ long.includes("fox") }} {{ long.slice(4, 9) }}', '{% include "part.md" %}!', '{% for item in list %}{% include "loop.md" %}{% endfor %}', '{% include "none.md" ignore missing %}ok', '{% include "sets.md" %}{{ name }}{{ inner }}', '{% switch n %}{% case 1 %}one{% case 42 %}answer{% default %}other{% endswitch %}', '{% filter upper %}shout {{ name }}{% endfilter %}', '{{ t }} {{ no }} {{ nothing }} {{ f }} {{ n }} {{ list }} {{ obj }} {{ nested }} {{ mixed }}', '{{ user.tags | join(", ") }}', '{{ items[1].name }} {{ items[0]["price"] }} {{ list[n - 41] }} {{ obj["a"] }}', '{{ user.tags[0].toUpperCase() }}', '```json\n{"a": {{ n }}, "b": "{{ name }}"}\n```', '{"name": "{{ name }}", "xs": {{ list | dump }}}', 'Price: ${{ f }} 100% {x} }} %} ok', '{{ items | selectattr("ok") | length }} {{ items | rejectattr("ok") | dump }}', '{% for kind, group in items | groupby("kind") %}{{ kind }}:{{ group | length }} {% endfor %}', '{{ nums | sum }} {{ items | sum("price") }}', '{{ "%s" }} {{ "it\'s" }} {{ \'say "x"\' }} {{ "tab\\tnew\\nline \\"q\\" \\\\ \\d" }}', '{{ long | wordcount }}', '{% for w in long.split(" ") %}{{ w[0] }}{% endfor %}',
  ],
  errors: ['{{ name }', '{{ name', '{% if t %}x', '{% if %}x{% endif %}', '{% endif %}', '{{ }}', '{{ name | nofilter }}', '{{ name | upper(', '{% unknown %}', '{{ x[1:2] }}', '{{ list[:1] }}', '{{ obj.items() }}', '{{ missing() }}', '{{ name() }}', '{{ missing.call() }}', '{{ "a" is nosuch }}', '{{ 1 + }}', '{{ [1, 2 }}', '{{ {a 1} }}', '{{ {a: {b: 1}} }}', '{% for in list %}{% endfor %}', '{% for x list %}{% endfor %}', '{% for x in list %}', '{% set = 1 %}', '{% set x %}', '{# open', 'close #}', '{% include "none.md" %}', '{% include "bad.md" %}', '{{ "open }}', '{% macro %}{% endmacro %}', '{{ name name }}', '{{ a.1 }}', '{{ 5 in 6 }}', '{{ 1 in missing }}', '{{ nothing | upper | nofilter }}', '{% raw %}{{ x }}', '{% raw %}{% raw %}x{% endraw %}', '{{ name | trim | replace }}', '{{ none | first }}', '{{ missing | first }}', '{{ missing | join }}', '{{ missing | trim }}', '{{ n | upper }}', '{{ n | replace("4", "5") }}', '{{ list | upper }}', '{{ list | dictsort }}', '{{ n | list }}', '{{ {1: 2} }}', '{{ () }}', '{{ - - 1 }}', '{{ ! t }}', '{{ t && t }}', '{{ t || t }}', '{% else %}', '{%+ if t %}x{% endif %}', '{% if t %}a{% else %}b{% else %}c{% endif %}', '{{ name | 5 }}', '{{ a.b.c( }}', '{% call x %}{% endcall %}', '{% for a, b in list2 %}{% endfor %}', '{% for a, b in [null] %}{{ a }}{% endfor %}', '{{ missing | sort }}', '{{ list.nope() }}', '{{ missing | int }}|{{ "x" | int }}|{{ "x" | float }}', '{% block x %}1{% endblock %}{% block x %}2{% endblock %}', '{% switch 1 %}{% endswitch %}', '{{ 5 | abs }}{{ "a" | abs }}', '{% from "macros.md" import nope %}', '{{ list.join(, ) }}', '{{ name..x }}', '{{ "a" "b" }}', '{{ [1 2] }}', '{{ [1,] }}', '{{ {a: 1,} }}', '{% extends "none.md" %}', '{% import "macros.md" %}', "{% if t }x{% endif %}", '{{ "a" %}', '{% set x = 1 }}'],
  precedence: ['{{ not name == "Ada" }}', '{{ not (name == "Ada") }}', '{{ not 1 == 2 }}', '{{ not (1 == 2) }}', '{{ not n > 5 }}', '{{ not t and no }}', '{{ not no or t }}', '{{ not "x" in list }}', '{{ not missing is defined }}', '{{ 1 + 2 ~ 3 }}', '{{ 1 ~ 2 + 3 }}', '{{ 1 ~ 2 * 3 }}', '{{ 7 * 5 // 2 }}', '{{ 7 / 2 // 2 }}', '{{ 10 - 2 + 3 - 4 }}', '{{ 2 * 3 % 4 }}', '{{ 12 / 2 * 3 }}', '{{ -2 ** 2 }}', '{{ 2 ** 3 ** 2 }}', '{{ 2 ** -1 }}', '{{ 1 < 2 < 3 }}', '{{ 3 > 2 > 1 }}', '{{ 1 == 1 < 2 }}', '{{ 1 < 2 == true }}', '{{ t or no and no }}', '{{ (t or no) and no }}', '{{ 1 if t else 2 if no else 3 }}', '{{ -neg | abs }}', '{{ -n | string }}', '{{ 1 + n | string }}', '{{ n + 1 | string | length }}', '{{ t == no | default(true) }}', '{{ "a" ~ "b" == "ab" }}', '{{ 1 in [1] == true }}', '{{ 2 in [1] or 1 in [1] }}', '{{ n is even == true }}', '{{ n is odd or n is even }}', '{{ n is even and n is number }}', '{{ (1, 2, 3) }}', '{{ 5 // 2 % 2 }}', '{{ 5 % 3 // 2 }}', '{{ 9 // 2 // 2 }}', '{{ - 5 + 3 }}', '{{ 3 - -2 }}', '{{ +num + 1 }}', '{{ num - 1 }}', '{{ num * "4" }}', '{{ nothing + 1 }}', '{{ missing + 1 }}', '{{ t + t }}', '{{ list + 1 }}', '{{ obj + 1 }}', '{{ [] + [] }}|', '{{ [2] * [3] }}', '{{ 0.1 + 0.2 }}', '{{ 1 / 0 }} {{ -1 / 0 }} {{ 0 / 0 }}', '{{ big }} {{ tiny }} {{ big * 10 }} {{ 123456789012345680000 }}', '{{ 1e5 }}', '{{ 1.50 }} {{ 5. }}', '{{ 100000 * 100000 * 100000 * 100000 * 100 }}', '{{ 5 - 5.5 }}', '{{ 0 * -1 }}', '{{ "b" > "a" }} {{ "10" < "9" }} {{ "10" < 9 }} {{ nothing >= 0 }} {{ missing >= 0 }} {{ nothing == missing }} {{ nothing === missing }} {{ nothing == 0 }} {{ empty == 0 }} {{ no == 0 }} {{ no == "" }} {{ [] == "" }} {{ [1] == 1 }} {{ list == "x,y,z" }} {{ obj == "[object Object]" }} {{ list == list }} {{ list === list }} {{ [1] == [1] }}', '{{ t and name }} {{ no and name }}|{{ empty or zero }} {{ zero or "z" }} {{ name and none_list }}'],
  whitespace: ['a  {%- if t %}  b  {% endif -%}  c', 'a\n\n{{- name }}\n\n{{ name -}}\n\nb', '{{ name -}} {{- name }}', '\t{%- set x = 1 %}\n{{ x }}', 'a {# c -#} b', 'a {#- c #} b', '{%- if t -%}\n\n{%- endif -%}x', 'x\n{% for i in [1,2] -%}\n {{ i }}\n{%- endfor %}\ny', 'a\u00a0{{- name }}', 'a\r\n{%- if t %}\r\nb{% endif %}\r\n', 'trailing\n', '\n\nleading', 'a -{{ name }}- b', 'a{{-name-}}b', '{{ name }}\n\n\n', '{%if t%}x{%endif%}', '{{name|upper}}', '{{ name|default( "a" )|upper }}', '{%- block a -%} x {%- endblock -%} y', '{% if t -%} a {%- else -%} b {%- endif %}', '{% macro m() -%}  x  {%- endmacro %}[{{ m() }}]', '{% set v -%}  x  {%- endset %}[{{ v }}]', '{% filter upper -%} x {%- endfilter %}', 'a {{- "" -}} b', '{{ "  s  " -}}  t'],
  scope: ['{% set x = 1 %}{% for i in [1,2] %}{% set x = i * 10 %}{% endfor %}{{ x }}', '{% for i in [1,2] %}{% set name = i %}{% endfor %}{{ name }}', '{% for i in [1,2] %}{% if loop.first %}{% set y = 7 %}{% endif %}{{ y }}{% endfor %}{{ y }}', '{% for name in list %}{{ name }}{% endfor %}{{ name }}', '{% macro m() %}{{ name }}{{ x }}{% endmacro %}{% set x = 3 %}{{ m() }}', '{% for x in list %}{% macro m() %}{{ x }}!{% endmacro %}{{ m() }}{% endfor %}', '{% macro m(a) %}{{ caller() }}{% endmacro %}{% call m(5) %}{{ a }}{% endcall %}', '{% for x in list %}{% macro w() %}{{ caller() }}{% endmacro %}{% call w() %}{{ x }}{{ loop.index }}{% endcall %}{% endfor %}', '{% macro m(x) %}{% set x = x + 1 %}{{ x }}{% endmacro %}{{ m(1) }}{{ x }}', '{% macro a() %}a{{ b() }}{% endmacro %}{% macro b() %}b{% endmacro %}{{ a() }}', '{% macro f(k) %}{{ k }}{% if k > 0 %}{{ f(k - 1) }}{% endif %}{% endmacro %}{{ f(3) }}', '{% macro m(a, b=2, c=a) %}{{ a }}{{ b }}{{ c }}{% endmacro %}{{ m(1) }}|{{ m(1, 5) }}|{{ m(1, 5, 6) }}|{{ m(a=9, c=1) }}|{{ m() }}', '{% macro m(a) %}{{ a }}{{ kwargs }}{% endmacro %}{{ m(1, 2, 3) }}', '{% set m = [] %}{% for i in [1,2] %}{{ m.push(i) }}{% endfor %}{{ m }}', '{% set o = {} %}{{ o.x }}', '{% import "macros.md" as lib %}{{ lib.hi("X") }}{{ lib.version }}{{ lib._hidden }}', '{% from "macros.md" import hi, version as v %}{{ hi("Y", "?") }}{{ v }}', '{% extends "base.md" %}{% block one %}child{% endblock %}', '{% extends "base.md" %}{% block one %}child+{{ super() }}{% endblock %}ignored', '{% block solo %}{{ name }}{% endblock %}', '{% set x = 1 %}{% block b %}{{ x }}{% set x = 2 %}{% endblock %}{{ x }}', '{{ range(3) }} {{ range(2, 5) }} {{ range(0) }}|', '{% set c = cycler("odd", "even") %}{{ c.next() }}{{ c.next() }}{{ c.next() }}{{ c.current }}{{ c.reset() }}{{ c.next() }}', '{% set comma = joiner() %}{% for x in list %}{{ comma() }}{{ x }}{% endfor %}', '{% for x in list %}{% set loop_copy = loop %}{% endfor %}{{ loop }}|', '{% for c in "héy" %}{{ c }}.{% endfor %}', '{% for x in obj %}{{ x }}{% else %}none{% endfor %}', '{% for k, v in "ab" %}{{ k }}{{ v }} {% endfor %}', '{% for x in 5 %}a{% else %}b{% endfor %}', '{% for k, v in none_obj %}a{% else %}b{% endfor %}', '{% for k, v in numeric_keys %}{{ k }}={{ v }} {% endfor %}', '{{ numeric_keys | dump }}', '{% for a, b, c in [[1,2,3],[4,5,6]] %}{{ a }}{{ b }}{{ c }} {% endfor %}', '{% for a, b in [[1]] %}{{ a }}|{{ b }}|{% endfor %}', '{% for x in list if x %}{{ x }}{% endfor %}', '{% switch "a" %}{% case "a" %}{% case "b" %}ab{% default %}d{% endswitch %}', '{% switch 1 %}{% case "1" %}s{% default %}d{% endswitch %}', '{% switch missing %}{% case 1 %}s{% endswitch %}|', '{% set x = none %}{{ x is none }}{{ x }}', '{% set x = missing %}{{ x is defined }}', '{% if t %}{% macro q() %}q{% endmacro %}{% endif %}{{ q() }}', '{% macro m() %}{{ name }}{% endmacro %}{% if m() %}T{% endif %}{{ m() == "Ada" }}{{ m() is string }}{{ m() | length }}{{ m() ~ "x" }}{{ m() | upper }}', '{% macro e() %}{% endmacro %}{{ "T" if e() else "F" }}', '{{ True }}{{ None }}{{ False }}', '{{ null }}{{ none }}{{ undefined }}', '{% include ["none.md", "part.md"] %}', '{% set p = "part.md" %}{% include p %}', '{% for i in [1,2] %}{% include "sets.md" %}{{ inner }}{% endfor %}', '{% set h = html | safe %}{{ h is string }}{{ h.length }}{{ h == html }}{{ h | dump }}{{ h is escaped }}', '{{ loop.index }}|{{ caller }}|', '{% call missing() %}{% endcall %}', '{{ f(a=1) }}'],
};

// An include that fails throws once more, later, outside of every try.
process.on('uncaughtException', () => {});

const cases = [];
const env = () => {
  const Loader = nunjucks.Loader.extend({ getSource: (n) => (n in partials ? { src: partials[n], path: n, noCache: true } : null) });
  const e = new nunjucks.Environment(new Loader(), { autoescape: false });
  e.addFilter('load', JSON.parse);
  return e;
};
function add(group, template) {
  const c = { group, template };
  try {
    c.want = env().renderString(template, JSON.parse(JSON.stringify(vars)));
    if (c.want === null) throw new Error('no result');
    c.want = Buffer.from(c.want, 'utf8').toString('utf8'); // half a surrogate pair is printed as U+FFFD
  } catch (e) { c.fails = true; }
  cases.push(c);
}
for (const [group, list] of Object.entries(hand)) list.forEach((t) => add(group, t));

// Every filter on every kind of value, every test, every operator on pairs.
const values = ['name', 'empty', 'zero', 'n', 'neg', 'f', 't', 'nothing', 'missing', 'html', 'long', 'multi', 'spaced', 'word', 'emoji', 'list', 'nums', 'mixed', 'none_list', 'nested', 'obj', 'items', '"3"', '"0x1f"', '"1.5e3"', '[1, [2, "a"]]', '{a: {b: 1} }'];
const filters = ['abs', 'batch(2)', 'batch(2, "-")', 'capitalize', 'center(12)', 'center', 'default("D")', 'default("D", true)', 'd', 'dictsort', 'dictsort(true, "value")', 'dump', 'dump(1)', 'dump("--")', 'e', 'escape', 'first', 'float', 'float(0)', 'forceescape', 'groupby("kind") | dump', 'indent', 'indent(2, true)', 'int', 'int(7)', 'int(default=7)', 'int(0, 16)', 'join', 'join("-")', 'join("-", "name")', 'last', 'length', 'list | dump', 'lower', 'nl2br', 'reject("odd")', 'reject', 'rejectattr("ok") | dump', 'replace("l", "L")', 'replace("", ".")', 'replace("o", "0", 1)', 'replace(r/l+/g, "_")', 'reverse', 'round', 'round(1)', 'round(1, "floor")', 'safe', 'select', 'select("odd")', 'select("string")', 'selectattr("ok") | dump', 'slice(2) | dump', 'slice(2, "*")', 'sort', 'sort(true)', 'sort(false, true)', 'sort(attribute="price") | dump', 'string', 'striptags', 'striptags(true)', 'sum', 'title', 'trim', 'truncate(5)', 'truncate(5, true)', 'truncate(8, false, "")', 'upper', 'urlencode', 'urlize', 'wordcount', 'load | dump'];
for (const f of filters) for (const v of values) add('filters', `{{ ${v} | ${f} }}`);
['"see http://x.org/a?b=c, www.y.com. me@z.net (b.com) plain"', '"<p>a <b>b</b></p><!-- c -->  d\\n\\n\\n\\ne"', '"mailto x@y"'].forEach((v) => ['urlize', 'urlize(8)', 'urlize(8, true)', 'striptags', 'striptags(true)', 'wordcount', 'title', 'nl2br', 'urlencode'].forEach((f) => add('filters', `{{ ${v} | ${f} }}`)));
['"[1,{}]"', '"{\\"a\\":[true,null]}"', '"oops"'].forEach((v) => add('filters', `{{ ${v} | load | dump }}`));
const tests = ['callable', 'defined', 'undefined', 'divisibleby(3)', 'eq(3)', 'equalto("Ada")', 'sameas(n)', 'even', 'odd', 'falsy', 'truthy', 'ge(2)', 'gt(2)', 'le(2)', 'lt("b")', 'lower', 'upper', 'ne(1)', 'none', 'null', 'number', 'string', 'iterable', 'mapping', 'escaped'];
for (const t of tests) for (const v of values) add('tests', `{{ ${v} is ${t} }}${v.length % 2 ? ` {{ ${v} is not ${t} }}` : ''}`);
const ops = ['+', '-', '*', '/', '//', '%', '**', '~', '==', '!=', '===', '!==', '<', '>', '<=', '>=', 'and', 'or', 'in', 'not in'];
const operands = ['n', 'f', '"3"', 't', 'nothing', 'missing', 'list', 'none_list', 'obj'];
for (const o of ops) for (const a of operands) for (const b of operands) add('operators', `{{ ${a} ${o} ${b} }}`);

// JavaScript methods.
const strs = ['name', 'long', 'spaced', 'emoji', 'csv', 'empty'];
['length', 'toUpperCase()', 'toLowerCase()', 'trim()', 'trimStart()', 'trimEnd()', 'split("") | dump', 'split(" ") | dump', 'split(",", 2) | dump', 'split() | dump', 'replace("a", "[$&]")', 'replace(r/[a-e]/g, "<$&>")', 'replace(r/(\\w)(\\w)/, "$2$1")', 'replaceAll("a", "o")', 'slice(1)', 'slice(-3)', 'slice(1, -1)', 'substring(3, 1)', 'substring(-1, 2)', 'substr(1, 2)', 'substr(-2)', 'indexOf("a")', 'indexOf("a", 2)', 'lastIndexOf("a")', 'includes("d")', 'startsWith("A")', 'startsWith("d", 1)', 'endsWith("a")', 'charAt(1)', 'charCodeAt(1)', 'codePointAt(1)', 'at(-1)', 'concat("x", 1)', 'repeat(2)', 'padStart(12, "ab")', 'padEnd(12)', 'toString()', 'match(r/[a-z]/g) | dump', 'search(r/[dq]/)', '[1]', '[-1]', '["length"]', 'foo', 'valueOf()', 'localeCompare("b")'].forEach((m) => strs.forEach((s) => add('methods', `{{ ${s}${m[0] === '[' ? '' : '.'}${m} }}`)));
['length', 'join()', 'join("/")', 'slice(1)', 'slice(-2, -1)', 'concat([9], 8)', 'indexOf(1)', 'lastIndexOf("y")', 'includes("x")', 'reverse()', 'pop()', 'shift()', 'push(7)', 'unshift(0)', 'splice(0, 1)', 'sort()', 'at(-1)', 'flat()', 'toString()', 'foo', '[0]', '["1"]', '[9]', 'fill(0)'].forEach((m) => ['list', 'nums', 'mixed', 'nested', 'none_list'].forEach((a) => add('methods', `{% set v = ${a} %}{{ v${m[0] === '[' ? '' : '.'}${m} }}|{{ v }}`)));
['toFixed(2)', 'toFixed()', 'toString()', 'toString(2)', 'toPrecision(3)', 'toLocaleString()', 'foo', 'length'].forEach((m) => ['n', 'f', 'neg', '1234567.891', '0.5', 'big'].forEach((a) => add('methods', `{{ ${a[0] > '9' ? a : `(${a})`}.${m} }}`)));
['obj.hasOwnProperty("a")', 'obj.toString()', 't.toString()', 'user.name.length', 'items[0].name[0]', '"abc".length', '[1,2].length', '{a: 1}.a', 'user.tags.indexOf("dev") >= 0', 'name["to" + "UpperCase"]()'].forEach((e) => add('methods', `{{ ${e} }}`));

// Templates grown from a small grammar by a seeded generator.
let seed = 20240607;
const rnd = (k) => { seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff; return (seed >>> 8) % k; };
const pick = (a) => a[rnd(a.length)];
function expr(d) {
  if (d <= 0 || rnd(5) === 0) return pick(['name', 'n', 'f', 'list', 'nums', 'user.name', 'user.age', 'user.tags', 'items[0].price', 'obj.a', 'missing', 'missing.x', 'nothing', 't', 'no', 'empty', '1', '0', '2.5', '"s"', "'q\\'s'", '"3"', '[1, 2]', '[]', '{k: 1}', 'x', 'loop.index', 'long']);
  switch (rnd(12)) {
    case 0: case 1: return `${expr(d - 1)} ${pick(['+', '-', '*', '/', '%', '//', '~', '+', '~'])} ${expr(d - 1)}`;
    case 2: return `${expr(d - 1)} ${pick(['==', '!=', '===', '<', '>', '<=', '>='])} ${expr(d - 1)}`;
    case 3: return `${expr(d - 1)} ${pick(['and', 'or'])} ${expr(d - 1)}`;
    case 4: return `not ${expr(d - 1)}`;
    case 5: case 6: return `(${expr(d - 1)})`;
    case 7: return `${expr(d - 1)} | ${pick(['string', 'length', 'default("D")', 'dump', 'safe', 'escape', 'default(n, true)', 'list', 'first', 'reverse', 'join("+")'])}`;
    case 8: return `${expr(d - 1)} if ${expr(d - 1)} else ${expr(d - 1)}`;
    case 9: return `${pick(['name', 'n', 'list', '"s"', 'missing', expr(d - 2)])} ${pick(['in', 'not in'])} ${pick(['list', 'long', 'obj', '[1, "s", 42]', 'user.tags'])}`;
    case 10: return `${pick(['name', 'n', 'missing', 'list', 'user.bio', expr(d - 2)])} is ${pick(['defined', 'not defined', 'none', 'even', 'string', 'number', 'truthy', 'odd'])}`;
    default: return `[${expr(d - 1)}, ${expr(d - 1)}]`;
  }
}
const dash = () => (rnd(4) === 0 ? '-' : '');
const text = () => pick(['a', ' b ', '\n', '\n  - ', 'text, ', ' ', '', '{', '$', '# Head\n\n', '\t']);
function block(d) {
  let out = text();
  for (let i = rnd(3) + 1; i > 0; i--) {
    const k = d <= 0 ? rnd(3) : rnd(9);
    if (k < 3) out += `{{${dash()} ${expr(2)} ${dash()}}}`;
    else if (k < 5) out += `{%${dash()} if ${expr(2)} ${dash()}%}${block(d - 1)}${rnd(2) ? `{%${dash()} ${pick(['elif', 'elseif'])} ${expr(1)} %}${block(d - 1)}` : ''}${rnd(2) ? `{% else ${dash()}%}${block(d - 1)}` : ''}{% endif ${dash()}%}`;
    else if (k === 5) out += `{% for x in ${pick(['list', 'nums', 'user.tags', 'items', 'missing', 'range(3)', '[3, 4]', '"ab"'])} ${dash()}%}${block(d - 1)}{{ x }}${rnd(2) ? '{% else %}E' : ''}{%${dash()} endfor %}`;
    else if (k === 6) out += `{% for k, v in ${pick(['obj', 'user', 'nested', 'none_obj'])} %}{{ k }}:{{ v }}${block(d - 2)}{% endfor %}`;
    else if (k === 7) out += `{%${dash()} set ${pick(['x', 'y', 'name', 'n'])} = ${expr(2)} ${dash()}%}{{ x }}${block(d - 1)}{{ y }}`;
    else out += pick(['{# c #}', '{#- c -#}', '{% raw %}{{ x }}{% endraw %}', '{% include "part.md" %}', `{% set y %}${block(d - 1)}{% endset %}`, `{% macro m(x, y=${expr(1)}) %}(${block(d - 1)}{{ y }}){% endmacro %}{{ m(${expr(1)}) }}`, `{% filter ${pick(['upper', 'trim', 'title'])} %}${block(d - 1)}{% endfilter %}`]);
    out += text();
  }
  return out;
}
// Most random templates fail somewhere; one in ten that does is enough.
function grow(group, count, make) {
  for (let kept = 0, failed = 0; kept < count;) {
    add(group, make());
    if (cases[cases.length - 1].fails && failed++ % 10 !== 0) cases.pop();
    else kept++;
  }
}
grow('generated expressions', 500, () => `{{ ${expr(3)} }}`);
grow('generated templates', 500, () => block(2));

process.stdout.write(`{\n"vars": ${JSON.stringify(vars)},\n"partials": ${JSON.stringify(partials)},\n"snippets": [\n${cases.map((c) => JSON.stringify(c)).join(',\n')}\n]\n}\n`);
