use proptest::prelude::*;
use serde_json::{Value, json};

use super::Path;
use crate::expr::ExprError;

fn people() -> Value {
    json!({
        "home": { "city": "Växjö", "ci ty": 1 },
        "list": [
            { "id": 1, "current": false, "pay": [{ "amount": 10 }, { "amount": 20.0 }], "name": "Åsa" },
            { "id": 2, "current": true, "pay": [], "name": "Bo" },
            { "id": "3", "current": null, "name": "Cecilia" }
        ],
        "odd:name": [[1, 2], [3, [4, 5]]],
        "wanted": 2
    })
}

fn select(path: &str) -> Vec<Value> {
    let path = Path::compile(path).unwrap_or_else(|error| panic!("{path}: {error:?}"));
    let people = people();
    let all: Vec<Value> = path.select(&people).into_iter().cloned().collect();
    assert_eq!(path.first(&people), all.first());
    all
}

fn slip(path: &str) -> ExprError {
    let error = Path::compile(path).expect_err(path);
    assert!(path.get(error.at.clone()).is_some(), "{path}: {error:?}");
    error
}

/// The slip's place and that its message or help holds a word.
fn slips(path: &str, at: &str, word: &str) {
    let error = slip(path);
    assert_eq!(&path[error.at.clone()], at, "{path}: {error:?}");
    let words = format!("{} {}", error.message, error.help.unwrap_or_default());
    assert!(words.contains(word), "{path}: {words}");
}

#[test]
fn singular_paths() {
    for path in ["$", "$.home.city", "$['odd:name'][-1][1][0]", "$.list[0]['id']", "$ .home\n.city"] {
        assert!(Path::compile(path).unwrap().is_singular(), "{path}");
    }
    for path in ["$..a", "$.a[*]", "$.a[0,1]", "$.a[0:1]", "$[?@.a]"] {
        assert!(!Path::compile(path).unwrap().is_singular(), "{path}");
    }
    assert_eq!(select("$.home.city"), [json!("Växjö")]);
    assert_eq!(select("$['home']['ci ty']"), [json!(1)]);
    assert_eq!(select("$['odd:name'][-1][1][0]"), [json!(4)]);
    assert_eq!(select("$.list[-4]"), Vec::<Value>::new());
    assert_eq!(select("$.list[9007199254740991]"), Vec::<Value>::new());
    assert_eq!(select("$.home[0]"), Vec::<Value>::new());
}

#[test]
fn queries() {
    assert_eq!(select("$.list[*].id"), [json!(1), json!(2), json!("3")]);
    assert_eq!(select("$.list[?@.current == true].id"), [json!(2)]);
    assert_eq!(select("$.list[?@.current == null].id"), [json!("3")]);
    assert_eq!(select("$.list[?@.current].id").len(), 3, "there, whatever it is");
    assert_eq!(select("$.list[?@.id == $.wanted].name"), [json!("Bo")]);
    assert_eq!(select("$.list[?@.pay[?@.amount == 20]].id"), [json!(1)], "20.0 is 20");
    assert_eq!(select("$.list[?count(@.pay[*]) == 0].id"), [json!(2), json!("3")]);
    assert_eq!(select("$.list[?length(@.name) == 3].id"), [json!(1)]);
    assert_eq!(select("$.list[?match(@.name, '[AÅ].*')].id"), [json!(1)]);
    assert_eq!(select("$.list[?search(@.name, 'ci')].id"), [json!("3")]);
    assert_eq!(select("$.list[?!(@.id > 1) && @.id].id"), [json!(1), json!("3")]);
    assert_eq!(select("$.list[::-1].id"), [json!("3"), json!(2), json!(1)]);
    assert_eq!(select("$.list[?@.none == @.nothing].id").len(), 3, "nothing equals nothing");
    assert_eq!(select("$.list[?@.none <= @.nothing].id").len(), 3, "and so is at most nothing");
    assert_eq!(select("$.list[?@.none < @.nothing].id").len(), 0);
}

#[test]
fn where_the_grammars_crate_goes_wrong() {
    let value = json!([[1, 2], [0, 1], { "a": 3, "d": { "a": 4 } }]);
    let run = |path: &str| -> Vec<Value> { Path::compile(path).unwrap().select(&value).into_iter().cloned().collect() };
    assert_eq!(run("$[?@[?@>1]]"), [json!([1, 2]), json!({ "a": 3, "d": { "a": 4 } })]);
    assert_eq!(run("$..['a','d']"), [json!(3), json!({ "a": 4 }), json!(4)]);
    for path in [
        "$[?length(@.a)]",
        "$[?count(1) > 0]",
        "$[?length(@.*) > 1]",
        "$[?match(@.a, 'x') == true]",
        "$[?in(@.a, [1])]",
    ] {
        slip(path);
    }
}

#[test]
fn slips_are_named_at_their_place() {
    slips("$.home.ci ty", "ci ty", "['ci ty']");
    slips("$.list[?@.a b == 1]", "a b", "blank");
    slips("home.city", "h", "$.home.city");
    slips("", "", "empty");
    slips("@.a", "@", "$.a");
    slips(".a", ".", "$.a");
    slips("$.list[?@.current=true]", "=", "==");
    slips("$.list[?@.a == 1 & @.b == 2]", "&", "&&");
    slips("$.list[?@.a == 1 and @.b == 2]", "and", "&&");
    slips("$.list[?@.a == current]", "current", "'current'");
    slips("$.list[?lenght(@.a) > 1]", "lenght", "length()");
    slips("$.list[name]", "name", "['name']");
    slips("$.end-date", "end-date", "$['end-date']");
    slips("$.a.[0]", ".", "remove the dot");
    slips("$.a.0", "0", "[0]");
    slips("$.a.", ".", "ends with a dot");
    slips("$.a[", "[", "never closed");
    slips("$.a['x]", "'x]", "never closed");
    slips("$.a]", "]", "nothing is open");
    slips("$.a[]", "[]", "[*]");
    slips("$.a[0)]", ")", "asks for");
    slips("$.x/{{ a }}", "x/", "brackets");
    slips("$.x[{{ a }}]", "{", "template");
    slips(" $.a", " $.a", "blank");
    slips("$.a[?length(@.b) > ]", "]", "does not fit");
    slips("$a", "a", ".a");
    assert_eq!(slip("$.a[?match(@.b, '[z')]").code.id, "CW0308");
    assert_eq!(&"$.a[?match(@.b, '[z')]"[slip("$.a[?match(@.b, '[z')]").at], "[z");
}

#[test]
fn hostile_texts_are_refused() {
    for path in [
        format!("${}", "[?@".repeat(2000)),
        format!("$[?{}@.a{}]", "(".repeat(3000), ")".repeat(3000)),
        format!("${}", ".a".repeat(2000)),
        format!("${}", "..*".repeat(10)),
        format!("$[?{}@.a]", "!".repeat(4000)),
        "$".repeat(10_000),
        format!("$[?{}]", vec!["@.a"; 1000].join("&&")),
    ] {
        slip(&path);
    }
}

/// What our walker finds is what the oracle finds.
fn agree(path: &str, value: &Value) {
    let ours = Path::compile(path);
    let oracle = serde_json_path::JsonPath::parse(path);
    match (ours, oracle) {
        (Ok(ours), Ok(oracle)) => assert_eq!(ours.select(value), oracle.query(value).all(), "{path} on {value}"),
        (Err(ours), Ok(_)) => panic!("{path} is refused: {ours:?}"),
        (Ok(_), Err(oracle)) => panic!("{path} is accepted, but {oracle}"),
        (Err(_), Err(_)) => {}
    }
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-3..4_i64).prop_map(Value::from),
        prop_oneof![Just(1.0), Just(2.5), Just(-0.0)].prop_map(Value::from),
        prop_oneof![Just(""), Just("a"), Just("ab"), Just("é")].prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 5, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            proptest::collection::vec((prop_oneof![Just("a"), Just("b"), Just("c"), Just("o d")], inner), 0..4)
                .prop_map(|pairs| Value::Object(
                    pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
                )),
        ]
    })
}

fn segments(depth: u32) -> BoxedStrategy<String> {
    let name =
        prop_oneof![Just(".a"), Just(".b"), Just("['a']"), Just("['o d']"), Just("[\"c\"]")].prop_map(str::to_owned);
    let index = (-3..4_i64).prop_map(|index| format!("[{index}]"));
    let slice = (proptest::option::of(-4..5_i64), proptest::option::of(-4..5_i64), proptest::option::of(-3..4_i64))
        .prop_map(|(from, to, by)| {
            let show = |number: Option<i64>| number.map_or(String::new(), |number| number.to_string());
            match by {
                Some(by) => format!("[{}:{}:{by}]", show(from), show(to)),
                None => format!("[{}:{}]", show(from), show(to)),
            }
        });
    let wild = prop_oneof![
        Just("[*]"),
        Just(".*"),
        Just("..a"),
        Just("..*"),
        Just("..['a','b']"),
        Just("[0,'a']"),
        Just("[*,1]")
    ]
    .prop_map(str::to_owned);
    let one = if depth == 0 {
        prop_oneof![3 => name, 2 => index, 1 => wild].boxed()
    } else {
        prop_oneof![3 => name, 2 => index, 1 => slice, 1 => wild, 2 => test(depth - 1).prop_map(|test| format!("[?{test}]"))].boxed()
    };
    proptest::collection::vec(one, 0..3).prop_map(|parts| parts.concat()).boxed()
}

fn operand() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("@"),
        Just("@.a"),
        Just("@.b[0]"),
        Just("$.a"),
        Just("1"),
        Just("2.5"),
        Just("-0"),
        Just("1e0"),
        Just("'a'"),
        Just("\"\""),
        Just("true"),
        Just("null"),
        Just("length(@)"),
        Just("length(@.a)"),
        Just("count(@.*)"),
        Just("value(@..a)"),
        Just("'\\u00e9'")
    ]
    .prop_map(str::to_owned)
}

fn test(depth: u32) -> BoxedStrategy<String> {
    let order = prop_oneof![Just("=="), Just("!="), Just("<"), Just(" > ")];
    // The oracle takes "nothing <= nothing" for false, against the RFC's table: one side is a literal here.
    let or_equal =
        (operand(), prop_oneof![Just("<="), Just(" >= ")], prop_oneof![Just("1"), Just("'a'"), Just("null")])
            .prop_map(|(left, order, right)| format!("{left}{order}{right}"));
    let compare = (operand(), order, operand()).prop_map(|(left, order, right)| format!("{left}{order}{right}"));
    let compare = prop_oneof![2 => compare, 1 => or_equal];
    let exists = segments(depth).prop_map(|segments| format!("@{segments}"));
    let regex = prop_oneof![Just("match(@, 'a.?')"), Just("search(@.a, 'b|é')"), Just("match(@.a, @.b)")]
        .prop_map(str::to_owned);
    let one = prop_oneof![3 => compare, 2 => exists, 1 => regex].boxed();
    let both = (one.clone(), prop_oneof![Just("&&"), Just(" || ")], one.clone())
        .prop_map(|(left, and, right)| format!("{left}{and}{right}"));
    prop_oneof![4 => one.clone(), 1 => one.prop_map(|one| format!("!({one})")), 2 => both].boxed()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn as_the_oracle_on_generated_paths(path in segments(2), value in value()) {
        agree(&format!("${path}"), &value);
    }

    #[test]
    fn no_text_panics(text in "\\PC{0,60}") {
        let _ = Path::compile(&text);
        let _ = Path::compile(&format!("${text}"));
    }

    #[test]
    fn no_path_like_text_panics(pieces in proptest::collection::vec(prop_oneof![
        Just("$"), Just("."), Just(".."), Just("a"), Just("["), Just("]"), Just("?"), Just("@"), Just("=="), Just("'"), Just("\""),
        Just("("), Just(")"), Just("*"), Just(","), Just(":"), Just("1"), Just("-"), Just(" "), Just("&&"), Just("!"), Just("length("),
        Just("match("), Just("\\"), Just("\\ud800"), Just("é"), Just("0x"), Just("1e"), Just("\n"), Just("\0"), Just("99999999999999999999")
    ], 0..30)) {
        let path = format!("${}", pieces.concat());
        match Path::compile(&path) {
            Ok(compiled) => { let _ = compiled.select(&people()); }
            Err(error) => prop_assert!(path.get(error.at).is_some()),
        }
    }
}
