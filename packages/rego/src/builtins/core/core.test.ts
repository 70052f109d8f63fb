import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RegoError } from '../../errors.ts';
import { compile } from '../../policy.ts';
import { canonicalText } from '../../value/canonical-text.ts';

/** Value of an expression as Rego's own text, or the code of the error that ends it. */
function valueOf(expression: string): string {
  const policy = compile({ modules: [] });
  try {
    const { bindings } = policy.query(`x = ${expression}`, { strict: true, input: { n: null, s: 'a', k: { a: 1 } } });
    return bindings.map((solution) => canonicalText(solution.get('x')!)).join(' | ') || 'undefined';
  } catch (error) {
    if (error instanceof RegoError) return error.code;
    throw error;
  }
}

type Row = readonly [expression: string, wanted: string];

function group(name: string, rows: readonly Row[]): void {
  describe(name, () => {
    for (const [expression, wanted] of rows) it(expression, () => assert.equal(valueOf(expression), wanted));
  });
}

// Beyond small integers arithmetic has 64 binary digits, as in OPA.
group('numbers', [
  ['0.1 + 0.2', '0.3'],
  ['9007199254740993 + 1', '9007199254740994'],
  ['123456789012345678901234567890 * 10', '1234567890123456789000000000000'],
  ['1 / 3', '0.33333333333333333334'],
  ['10 / 5', '2'],
  ['1 / 0', 'eval_builtin_error'],
  ['7 % 3', '1'],
  ['-7 % 3', '-1'],
  ['7 % 0', 'eval_builtin_error'],
  ['1.5 % 2', 'eval_builtin_error'],
  ['abs(-2.5)', '2.5'],
  ['round(2.5)', '3'],
  ['round(-2.5)', '-3'],
  ['ceil(1.1)', '2'],
  ['floor(-1.1)', '-2'],
  ['numbers.range(3, 1)', '[3, 2, 1]'],
  ['numbers.range_step(0, 10, 4)', '[0, 4, 8]'],
  ['numbers.range_step(0, 10, 0)', 'eval_builtin_error'],
  ['bits.and(12, 10)', '8'],
  ['bits.or(12, 10)', '14'],
  ['bits.xor(12, 10)', '6'],
  ['bits.negate(0)', '-1'],
  ['bits.lsh(1, 70)', '1180591620717411303424'],
  ['bits.rsh(-5, 1)', '-3'],
  ['bits.lsh(1, -1)', 'eval_type_error'],
]);

group('sets and arrays', [
  ['{1, 2} - {2}', '{1}'],
  ['{1, 2} & {2, 3}', '{2}'],
  ['{1} | {2}', '{1, 2}'],
  ['count("aé😀")', '3'],
  ['count(input.n)', 'eval_type_error'],
  ['sum([1, 2.5])', '3.5'],
  ['sum(set())', '0'],
  ['product({2, 3})', '6'],
  ['product([])', '1'],
  ['max([1, "a", null])', '"a"'],
  ['min([])', 'undefined'],
  ['sort({3, "a", null, 1})', '[null, 1, 3, "a"]'],
  ['array.concat([1], [2])', '[1, 2]'],
  ['array.slice([1, 2, 3], -1, 2)', '[1, 2]'],
  ['array.slice([1, 2, 3], 2, 1)', '[]'],
  ['array.reverse([1, 2])', '[2, 1]'],
  ['array.flatten([1, [2, [3]]])', '[1, 2, [3]]'],
  ['union({{1}, {2}})', '{1, 2}'],
  ['intersection({{1, 2}, {2}})', '{2}'],
  ['intersection(set())', 'set()'],
  ['type_name(set())', '"set"'],
  ['is_object({})', 'true'],
  ['is_array({})', 'false'],
]);

group('objects', [
  ['object.get({"a": {"b": 1}}, ["a", "b"], 0)', '1'],
  ['object.get({"a": 1}, "z", 0)', '0'],
  ['object.get({"a": 1}, [], 0)', '{"a": 1}'],
  ['object.keys({"b": 1, "a": 2})', '{"a", "b"}'],
  ['object.remove({"a": 1, "b": 2}, {"a"})', '{"b": 2}'],
  ['object.filter({"a": 1, "b": 2}, ["a", "c"])', '{"a": 1}'],
  ['object.union({"a": {"x": 1}}, {"a": {"y": 2}})', '{"a": {"x": 1, "y": 2}}'],
  ['object.union_n([{"a": 1}, {"a": {"b": 2}}, {"a": 3}])', '{"a": 3}'],
  ['object.subset({"a": {"b": [1, 2, 3]}}, {"a": {"b": [2, 3]}})', 'true'],
  ['object.subset({"a": 1}, {"a": 2})', 'false'],
  ['json.filter({"a": {"b": 1, "c": 2}}, ["a/b"])', '{"a": {"b": 1}}'],
  ['json.remove({"a": [1, 2]}, ["a/0"])', '{"a": [2]}'],
  ['json.patch({"a": 1}, [{"op": "add", "path": "/b", "value": 2}])', '{"a": 1, "b": 2}'],
  ['json.patch([1], [{"op": "move", "from": "/0", "path": "/-"}])', '[1]'],
  ['json.patch({}, [{"op": "test", "path": "/a", "value": 1}])', 'undefined'],
  ['[p | walk({"a": [1]}, [p, 1])]', '[["a", 0]]'],
  ['graph.reachable({"a": ["b"], "b": ["a"], "c": []}, ["a"])', '{"a", "b"}'],
  ['graph.reachable_paths({"a": ["b"], "b": []}, ["a"])', '{["a", "b"]}'],
]);

group('strings', [
  ['concat(",", {"b", "a"})', '"a,b"'],
  ['split("a,b,", ",")', '["a", "b", ""]'],
  ['substring("añb", 1, 1)', '"ñ"'],
  ['substring("abc", 1, -1)', '"bc"'],
  ['substring("abc", 9, 1)', '""'],
  ['substring("abc", -1, 1)', 'eval_builtin_error'],
  ['indexof("añb", "b")', '2'],
  ['indexof_n("aXaX", "X")', '[1, 3]'],
  ['indexof("abc", "")', 'eval_builtin_error'],
  ['replace("aaa", "a", "b")', '"bbb"'],
  ['strings.replace_n({"a": "1", "b": "2"}, "cab")', '"c12"'],
  ['strings.reverse("ab😀")', '"😀ba"'],
  ['strings.count("aaaa", "aa")', '2'],
  ['strings.any_prefix_match(["ab", "cd"], {"c"})', 'true'],
  ['strings.any_suffix_match("ab", ["c"])', 'false'],
  ['trim("¡¡a!!", "!¡")', '"a"'],
  ['trim_left("xxaxx", "x")', '"axx"'],
  ['trim_prefix("xxa", "x")', '"xa"'],
  ['trim_suffix("axx", "x")', '"ax"'],
  ['trim_space("\\t a\\n")', '"a"'],
  ['upper("straße")', '"STRASSE"'],
  ['lower("ÄB")', '"äb"'],
  ['startswith("abc", "ab")', 'true'],
  ['format_int(255.9, 16)', '"ff"'],
  ['format_int(1, 3)', 'eval_type_error'],
  [
    'sprintf("%d %s %v %5.2f|%-4s|%04d|%x|%t|%%", [1, "a", [1], 2.345, "b", 7, 255, true])',
    '"1 a [1]  2.35|b   |0007|ff|%!t(string=true)|%"',
  ],
  ['sprintf("%d", ["a"])', '"%!d(string=a)"'],
  ['sprintf("%s", [])', '"%!s(MISSING)"'],
  ['to_number("1e3")', '1000'],
  ['to_number("x")', 'eval_builtin_error'],
  ['to_number(true)', '1'],
]);

group('encodings', [
  ['base64.encode("añ")', '"YcOx"'],
  ['base64.decode("YQ==")', '"a"'],
  ['base64.decode("?")', 'eval_builtin_error'],
  ['base64.is_valid("YQ")', 'false'],
  ['base64url.encode("??>")', '"Pz8-"'],
  ['base64url.encode_no_pad("a")', '"YQ"'],
  ['base64url.decode("YQ")', '"a"'],
  ['hex.encode("a")', '"61"'],
  ['hex.decode("6")', 'eval_builtin_error'],
  ['urlquery.encode("a b&")', '"a+b%26"'],
  ['urlquery.decode("a+b%26")', '"a b&"'],
  ['urlquery.encode_object({"a": ["1", "2"], "b": "x"})', '"a=1&a=2&b=x"'],
  ['urlquery.decode_object("a=1&a=2")', '{"a": ["1", "2"]}'],
  ['json.marshal({"b": {1}, "a": "<"})', '"{\\"a\\":\\"\\\\u003c\\",\\"b\\":[1]}"'],
  ['json.unmarshal("[1, 1.0]")', '[1, 1]'],
  ['json.unmarshal("[1")', 'eval_builtin_error'],
  ['json.is_valid("{}")', 'true'],
  ['yaml.unmarshal("a: [1, x]")', '{"a": [1, "x"]}'],
  ['yaml.is_valid("a: [")', 'false'],
]);

group('patterns', [
  ['regex.match("^a+$", "aaa")', 'true'],
  ['regex.match("(", "a")', 'eval_builtin_error'],
  ['regex.match(`(a+)+$`, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab")', 'false'],
  ['regex.split("[,;]", "a,b;c")', '["a", "b", "c"]'],
  ['regex.replace("foo1", "([a-z]+)([0-9])", "$2$1")', '"1foo"'],
  ['regex.find_n("a.", "abacad", 2)', '["ab", "ac"]'],
  ['regex.find_all_string_submatch_n("a(.)", "abac", -1)', '[["ab", "b"], ["ac", "c"]]'],
  ['regex.template_match("x-{[0-9]+}-y", "x-12-y", "{", "}")', 'true'],
  ['regex.globs_match("a.[0-9]+z", "ab[0-9]*z")', 'true'],
  ['regex.globs_match("a.a.[0-9]+z", "a.b.[0-9]*z")', 'false'],
  ['regex.is_valid("[")', 'false'],
  ['glob.match("*.example.com", [], "api.example.com")', 'true'],
  ['glob.match("*.example.com", ["."], "a.b.example.com")', 'false'],
  ['glob.match("**.example.com", ["."], "a.b.example.com")', 'true'],
  ['glob.match("{a,b}?", [], "bx")', 'true'],
  ['glob.quote_meta("*.a")', '"\\\\*.a"'],
]);

group('units and versions', [
  ['units.parse("1.5K")', '1500'],
  ['units.parse("100m")', '0.1'],
  ['units.parse("2Ki")', '2048'],
  ['units.parse("1 K")', 'eval_builtin_error'],
  ['units.parse_bytes("10MiB")', '10485760'],
  ['units.parse_bytes("10mb")', '10000000'],
  ['units.parse_bytes("10q")', 'eval_builtin_error'],
  ['semver.compare("1.0.0-alpha", "1.0.0")', '-1'],
  ['semver.compare("1.10.0", "1.9.0")', '1'],
  ['semver.is_valid("1.2")', 'false'],
]);
