//! From the parser's events to the tree, within a budget.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use indexmap::IndexMap;
use serde_yaml::granit_parser::{self, Event, Parser, ScalarStyle, Span};

use super::tree::{Body, Entry, Item, Node, Style, Weight};
use super::trouble::Trouble;
use crate::diagnostic::codes;

/// Maps and lists in one another.
pub(super) const DEEPEST: usize = 64;
/// Values and keys, aliases counted each time.
pub(super) const MOST_NODES: usize = 200_000;
/// Bytes of text, aliases counted each time.
const MOST_BYTES: usize = 16 << 20;
/// Problems shown of one file.
const MOST_TROUBLES: usize = 100;

/// Builds the tree; none for a file without a value.
///
/// # Errors
/// At least one problem; all that could be found before the text made no sense any more.
pub(super) fn build(text: &str) -> Result<Option<Item>, Vec<Trouble>> {
    let mut builder = Builder { text, ..Builder::default() };
    for event in parser(text) {
        let step = event.map_err(|error| Trouble::of(&error, text)).and_then(|(event, span)| builder.take(event, span));
        if let Err(trouble) = step {
            builder.troubles.push(trouble);
            break;
        }
        if builder.troubles.len() >= MOST_TROUBLES {
            break;
        }
    }
    if builder.troubles.is_empty() { Ok(builder.root) } else { Err(builder.troubles) }
}

/// Where the text stops making sense as YAML, in bytes; none where it makes sense throughout.
pub(super) fn fails_at(text: &str) -> Option<usize> {
    parser(text).find_map(Result::err).map(|error| error.marker().byte_offset().unwrap_or(0))
}

fn parser(text: &str) -> Parser<'_, granit_parser::StrInput<'_>> {
    let options = granit_parser::options! {
        disallow_directives: true,
        emit_comments: false,
        flow_nesting_limit: DEEPEST + 1,
        block_nesting_limit: DEEPEST + 1,
    };
    Parser::new_from_str_with_options(text, options)
}

#[derive(Default)]
struct Builder<'t> {
    text: &'t str,
    open: Vec<Frame>,
    anchors: HashMap<usize, Arc<Node>>,
    root: Option<Item>,
    documents: usize,
    nodes: usize,
    troubles: Vec<Trouble>,
}

/// A map or list that is not closed yet.
struct Frame {
    start: usize,
    anchor: usize,
    weight: Weight,
    content: Content,
}

enum Content {
    List(Vec<Item>),
    Map { entries: IndexMap<String, Entry>, key: Option<Key>, merged: Vec<Item> },
}

/// A key whose value comes next.
struct Key {
    text: String,
    at: Range<usize>,
    merge: bool,
}

impl Builder<'_> {
    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), Trouble> {
        let at = span.start.byte_offset().unwrap_or(0)..span.end.byte_offset().unwrap_or(0);
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(Trouble::new(&codes::YAML_SYNTAX, at, "a second document begins here")
                        .help("a file holds one document: remove this line, or move what follows into its own file"));
                }
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.refuse_tag(tag.is_some(), &span, &at);
                let style = match style {
                    ScalarStyle::Plain => Style::Plain,
                    ScalarStyle::SingleQuoted => Style::Single,
                    ScalarStyle::DoubleQuoted => Style::Double,
                    ScalarStyle::Literal => Style::Literal,
                    ScalarStyle::Folded => Style::Folded,
                };
                let empty = style == Style::Plain && at.is_empty();
                let text = if empty { String::new() } else { text.into_owned() };
                let weight = Weight { height: 0, nodes: 1, bytes: text.len() };
                self.close(Node { span: at, body: Body::Scalar { text, style }, weight }, anchor)?;
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.refuse_tag(tag.is_some(), &span, &at);
                self.open(at, anchor, Content::List(Vec::new()))?;
            }
            Event::MappingStart(_, anchor, tag) => {
                self.refuse_tag(tag.is_some(), &span, &at);
                let content = Content::Map { entries: IndexMap::new(), key: None, merged: Vec::new() };
                self.open(at, anchor, content)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(at.end)?,
            Event::Alias(anchor) => match self.anchors.get(&anchor).cloned() {
                Some(node) => self.put(Item { at, node })?,
                None => {
                    return Err(Trouble::new(&codes::YAML_SYNTAX, at, "this alias stands inside its own anchor")
                        .help("a value cannot hold itself"));
                }
            },
            _ => {}
        }
        Ok(())
    }

    fn refuse_tag(&mut self, tagged: bool, span: &Span, at: &Range<usize>) {
        if tagged {
            let start = span.tag_start().and_then(|mark| mark.byte_offset()).unwrap_or(at.start);
            let end = self.text.get(start..at.end).map_or(at.end, |tag| start + tag.trim_end().len());
            self.troubles.push(
                Trouble::new(&codes::YAML_SYNTAX, start..end.max(start), "tags (`!name`) are not part of the language")
                    .help("remove it; text that begins with `!` needs quotes"),
            );
        }
    }

    fn open(&mut self, at: Range<usize>, anchor: usize, content: Content) -> Result<(), Trouble> {
        if self.open.len() >= DEEPEST {
            return Err(Trouble::too_deep(at));
        }
        self.open.push(Frame { start: at.start, anchor, weight: Weight { nodes: 1, ..Weight::default() }, content });
        Ok(())
    }

    fn end(&mut self, end: usize) -> Result<(), Trouble> {
        let Some(frame) = self.open.pop() else { return Ok(()) };
        let mut weight = frame.weight;
        let body = match frame.content {
            Content::List(items) => Body::List(items),
            Content::Map { mut entries, merged, .. } => {
                for item in merged {
                    weight = self.merge(&item, &mut entries, weight)?;
                }
                Body::Map(entries)
            }
        };
        let span = frame.start..self.text.get(frame.start..end).map_or(end, |raw| frame.start + raw.trim_end().len());
        self.close(Node { span, body, weight }, frame.anchor)
    }

    /// Puts the entries of a merge key in; what is there already wins.
    fn merge(&mut self, source: &Item, into: &mut IndexMap<String, Entry>, weight: Weight) -> Result<Weight, Trouble> {
        let sources = match &source.node.body {
            Body::List(items) => items.as_slice(),
            _ => std::slice::from_ref(source),
        };
        let mut weight = weight;
        for source in sources {
            let Body::Map(entries) = &source.node.body else {
                self.troubles.push(
                    Trouble::new(
                        &codes::YAML_SYNTAX,
                        source.at.clone(),
                        "a merge key `<<` takes a map or a list of maps",
                    )
                    .help("name an anchored map: `<<: *name`"),
                );
                continue;
            };
            self.count(entries.len(), &source.at)?;
            for (key, entry) in entries {
                if !into.contains_key(key) {
                    weight = weight.over(entry.item.node.weight);
                    weight.bytes = weight.bytes.saturating_add(key.len());
                    into.insert(key.clone(), entry.clone());
                }
                bearable(weight, &source.at)?;
            }
        }
        Ok(weight)
    }

    fn count(&mut self, more: usize, at: &Range<usize>) -> Result<(), Trouble> {
        self.nodes = self.nodes.saturating_add(more);
        if self.nodes > MOST_NODES { Err(Trouble::too_many(at.clone())) } else { Ok(()) }
    }

    fn close(&mut self, node: Node, anchor: usize) -> Result<(), Trouble> {
        let node = Arc::new(node);
        if anchor > 0 {
            self.anchors.insert(anchor, Arc::clone(&node));
        }
        self.put(Item { at: node.span.clone(), node })
    }

    /// Puts a finished value where it belongs: root, list item, key or value.
    fn put(&mut self, item: Item) -> Result<(), Trouble> {
        self.count(1, &item.at)?;
        let weight = item.node.weight;
        let Some(frame) = self.open.last_mut() else {
            self.root = Some(item);
            return Ok(());
        };
        let whole = frame.weight.over(weight);
        bearable(whole, &item.at)?;
        frame.weight = whole;
        match &mut frame.content {
            Content::List(items) => items.push(item),
            Content::Map { entries, key, merged } => match key.take() {
                None => *key = Some(read_key(self.text, frame.start, &item, &mut self.troubles)),
                Some(name) if name.merge => merged.push(item),
                Some(name) => {
                    if let Some(first) = entries.get(&name.text) {
                        self.troubles.push(twice(self.text, &name, &first.key));
                    } else {
                        entries.insert(name.text, Entry { key: name.at, item });
                    }
                }
            },
        }
        Ok(())
    }
}

fn bearable(weight: Weight, at: &Range<usize>) -> Result<(), Trouble> {
    if weight.height > DEEPEST {
        return Err(Trouble::too_deep(at.clone()));
    }
    if weight.nodes > MOST_NODES {
        return Err(Trouble::too_many(at.clone()));
    }
    if weight.bytes > MOST_BYTES {
        let message = "the text, aliases counted each time, is too long";
        return Err(Trouble::new(&codes::TOO_LARGE, at.clone(), message)
            .help("split the file, or repeat less by aliases and merge keys"));
    }
    Ok(())
}

fn read_key(text: &str, outer: usize, item: &Item, troubles: &mut Vec<Trouble>) -> Key {
    let at = item.at.clone();
    match &item.node.body {
        Body::Scalar { text: name, style } => {
            if name.is_empty() && *style == Style::Plain {
                let span = at.start..at.start + usize::from(text.as_bytes().get(at.start) == Some(&b':'));
                troubles.push(
                    Trouble::new(&codes::YAML_SYNTAX, span, "a `:` without a key before it")
                        .help("write the key, or put the text in quotes"),
                );
            }
            Key { text: name.clone(), merge: name == "<<" && *style == Style::Plain, at }
        }
        Body::Map(_) if outer + 1 == at.start && text.get(outer..at.start) == Some("{") => {
            let end = at.end + usize::from(text.as_bytes().get(at.end) == Some(&b'}'));
            troubles.push(super::quoting::unquoted(text, outer..end));
            Key { text: String::new(), merge: false, at }
        }
        Body::Map(_) | Body::List(_) => {
            troubles.push(
                Trouble::new(&codes::YAML_SYNTAX, at.clone(), "a key must be text, and this is a map or a list")
                    .help("put the key in quotes if it is text"),
            );
            Key { text: String::new(), merge: false, at }
        }
    }
}

fn twice(text: &str, key: &Key, first: &Range<usize>) -> Trouble {
    let line = text.get(..first.start).map_or(1, |before| before.matches('\n').count() + 1);
    let name = key.text.chars().take(60).collect::<String>();
    Trouble::new(&codes::DUPLICATE_KEY, key.at.clone(), format!("the key `{name}` stands twice in this map"))
        .help(format!("it stands on line {line} already: keep one of the two"))
}
