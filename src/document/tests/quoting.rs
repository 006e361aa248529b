use super::{problem, refuse};

#[test]
fn templates_without_quotes() {
    assert_eq!(problem("v: {{ x }}\n"), ("CW0105", 1, 4, "{{ x }}".to_owned()));
    assert_eq!(problem("v: {{ x }}/more\nb: 1\n"), ("CW0105", 1, 4, "{{ x }}".to_owned()));
    assert_eq!(problem("- {{ x }}\n"), ("CW0105", 1, 3, "{{ x }}".to_owned()));
    assert_eq!(
        problem("a: 1\n- { r: GET /x/{{ key }}/y, b: z }\n").0,
        "CW0101",
        "a list in a map is wrong whatever is quoted"
    );
    assert_eq!(problem("- { r: GET /x/{{ key }}/y, b: z }\n"), ("CW0105", 1, 8, "GET /x/{{ key }}/y".to_owned()));
    assert_eq!(problem("- { r: a{{ x | f(1, ', }') }}b, c: d }\n").0, "CW0105");
    assert_eq!(
        problem("m:\n  - { a: b,\n      c: x{{ y }} }\n  - { d: e }\n"),
        ("CW0105", 3, 10, "x{{ y }}".to_owned())
    );
}

#[test]
fn paths_without_quotes() {
    assert_eq!(problem("- { at: $.x[*], k: v }\n"), ("CW0105", 1, 9, "$.x[*]".to_owned()));
    assert_eq!(problem("a: 1\nl: { items: $.data[*].b, k: v }\nb: 2\n"), ("CW0105", 2, 13, "$.data[*].b".to_owned()));
    assert_eq!(problem("- [ $.x[0] ]\n"), ("CW0105", 1, 5, "$.x[0]".to_owned()));
    assert_eq!(
        problem("- { at: $.x[?@.a == 'b, c'].d, k: v }\n"),
        ("CW0105", 1, 9, "$.x[?@.a == 'b, c'].d".to_owned())
    );
    let help = refuse("- { at: $.x[*], k: v }\n").pop().and_then(|one| one.help).unwrap();
    assert_eq!(help, "quote the path: \"$.x[*]\"");
}

#[test]
fn what_is_well_quoted_is_not_blamed() {
    let text = "b: |\n  {{ fine }}\nq: { a: \"{{ fine }}\", b: '$.x[*]' } # {{ c }}\nbad: @x\n";
    assert_eq!(problem(text), ("CW0101", 4, 6, "@".to_owned()));
    assert_eq!(problem("r: GET /x/{{ key }}\np: $.x[*]\nz: [1\n").0, "CW0101");
}

#[test]
fn all_that_break_it_are_blamed_and_no_others() {
    let text = "- { at: $.x[*], k: v }\n- { at: \"$.y[*]\" }\n- { to: $.z[*] }\n- { in: ok, to: $.é['q'], k: \"{{ v }}\", l: $.w[?@.a == 'b'] }\n";
    let found = refuse(text);
    let told: Vec<_> =
        found.iter().map(|one| (one.code.id, one.start.line, one.start.column, &text[one.span.clone()])).collect();
    let expected = [(1, 9, "$.x[*]"), (3, 9, "$.z[*]"), (4, 17, "$.é['q']"), (4, 44, "$.w[?@.a == 'b']")];
    assert_eq!(told, expected.map(|(line, column, text)| ("CW0105", line, column, text)));
}
