//! As much of JSON Schema (2020-12) as `docs/report-schema.json` uses: type, properties, required, items, enum, const, minimum, prefixItems, $ref.

use serde_json::Value;

pub fn errors(schema: &Value, document: &Value) -> Vec<String> {
    let mut errors = Vec::new();
    check(schema, schema, document, "$", &mut errors);
    errors.truncate(20);
    errors
}

fn check(root: &Value, schema: &Value, value: &Value, at: &str, errors: &mut Vec<String>) {
    let known = [
        "$schema",
        "$id",
        "$ref",
        "$defs",
        "title",
        "description",
        "type",
        "properties",
        "required",
        "items",
        "enum",
        "const",
        "minimum",
        "prefixItems",
    ];
    for word in schema.as_object().unwrap().keys() {
        assert!(known.contains(&word.as_str()), "the schema uses `{word}`, which this test does not check");
    }
    if let Some(reference) = schema["$ref"].as_str() {
        let target = root.pointer(reference.trim_start_matches('#')).unwrap_or_else(|| panic!("{reference} is not there"));
        check(root, target, value, at, errors);
    }
    if !schema["type"].is_null() && !types(&schema["type"]).iter().any(|kind| is(kind, value)) {
        errors.push(format!("{at}: {value} is not {}", schema["type"]));
    }
    if let Some(allowed) = schema["enum"].as_array()
        && !allowed.contains(value)
    {
        errors.push(format!("{at}: {value} is none of {allowed:?}"));
    }
    if !schema["const"].is_null() && &schema["const"] != value {
        errors.push(format!("{at}: {value} is not {}", schema["const"]));
    }
    if let (Some(least), Some(number)) = (schema["minimum"].as_f64(), value.as_f64())
        && number < least
    {
        errors.push(format!("{at}: {number} is under {least}"));
    }
    if let Some(fields) = value.as_object() {
        object(root, schema, fields, at, errors);
    }
    if let Some(items) = value.as_array() {
        for (i, item) in items.iter().enumerate() {
            let of = schema["prefixItems"].get(i).or(schema.get("items"));
            if let Some(of) = of.filter(|of| of.is_object()) {
                check(root, of, item, &format!("{at}[{i}]"), errors);
            }
        }
    }
}

fn object(root: &Value, schema: &Value, fields: &serde_json::Map<String, Value>, at: &str, errors: &mut Vec<String>) {
    for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        if !fields.contains_key(name) {
            errors.push(format!("{at}: `{name}` is missing"));
        }
    }
    for (name, value) in fields {
        match schema["properties"].get(name) {
            Some(of) => check(root, of, value, &format!("{at}.{name}"), errors),
            // Readers must bear new fields, but the published schema names every field there is.
            None if schema["properties"].is_object() => errors.push(format!("{at}: `{name}` is not in the schema")),
            None => {}
        }
    }
}

fn types(value: &Value) -> Vec<&str> {
    match value {
        Value::Array(all) => all.iter().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().collect(),
    }
}

fn is(kind: &str, value: &Value) -> bool {
    match kind {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("the type `{other}` is not known"),
    }
}
