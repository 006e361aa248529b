//! The way through the pages of a listing: pure.

use std::collections::HashSet;

use crate::mapping::spec::PageBy;

/// A listing of more pages than this is refused as endless.
const MOST_PAGES: u64 = 100_000;

/// How a listing came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    /// Pages read.
    pub pages: u64,
    /// Entries on them.
    pub entries: u64,
    /// It is proven that nothing is missing.
    pub complete: bool,
    /// What is missing of the proof.
    pub doubt: Option<String>,
    /// The number of entries that the system named.
    pub total: Option<u64>,
}

/// What one page says.
#[derive(Debug, Clone, Default)]
pub(super) struct Seen {
    /// A hash of each entry's key (or of the entry, where there is no key).
    pub(super) keys: Vec<u64>,
    /// Number of entries.
    pub(super) entries: u64,
    /// A hash of all its entries.
    pub(super) content: u64,
    pub(super) total: Option<u64>,
    /// The next cursor or link.
    pub(super) next: Option<String>,
}

/// What to ask for next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Ask {
    /// The offset or page number.
    Number(u64),
    /// A cursor.
    Cursor(String),
    /// An address.
    Link(String),
}

/// A walk under way.
#[derive(Debug)]
pub(super) struct Walk {
    by: PageBy,
    first: u64,
    /// The file says where the total stands: it must be proven.
    totals: bool,
    keys: HashSet<u64>,
    contents: HashSet<u64>,
    nexts: HashSet<String>,
    pages: u64,
    entries: u64,
    totals_seen: HashSet<Option<u64>>,
    total: Option<u64>,
    ended: bool,
}

impl Walk {
    pub(super) fn new(by: PageBy, first: u64, totals: bool) -> Self {
        Self {
            by,
            first,
            totals,
            keys: HashSet::new(),
            contents: HashSet::new(),
            nexts: HashSet::new(),
            pages: 0,
            entries: 0,
            totals_seen: HashSet::new(),
            total: None,
            ended: false,
        }
    }

    /// What the first request asks for.
    pub(super) fn start(&self) -> Option<Ask> {
        matches!(self.by, PageBy::Offset | PageBy::Page).then_some(Ask::Number(self.first))
    }

    /// Takes a page; the next question, or none when the walk is over.
    ///
    /// # Errors
    /// When the listing goes in circles or has no end.
    pub(super) fn take(&mut self, page: Seen) -> Result<Option<Ask>, &'static str> {
        self.pages += 1;
        self.entries += page.entries;
        self.keys.extend(page.keys);
        self.totals_seen.insert(page.total);
        self.total = self.total.or(page.total);
        if self.pages > MOST_PAGES {
            return Err("the listing has no end");
        }
        if page.entries > 0 && self.by != PageBy::None && !self.contents.insert(page.content) {
            return Err("the listing goes in circles: the same page came twice");
        }
        match self.by {
            PageBy::None => self.end(),
            PageBy::Offset | PageBy::Page => {
                let reached = self.totals && self.total.is_some_and(|total| self.entries >= total);
                if page.entries == 0 || reached {
                    return self.end();
                }
                let step = if self.by == PageBy::Offset { self.entries } else { self.pages };
                Ok(Some(Ask::Number(self.first.saturating_add(step))))
            }
            PageBy::Cursor | PageBy::Link => {
                let Some(next) = page.next.filter(|next| !next.is_empty()) else { return self.end() };
                if !self.nexts.insert(next.clone()) {
                    return Err("the listing goes in circles: the same next page was named twice");
                }
                Ok(Some(if self.by == PageBy::Cursor { Ask::Cursor(next) } else { Ask::Link(next) }))
            }
        }
    }

    #[allow(clippy::unnecessary_wraps)]
    fn end(&mut self) -> Result<Option<Ask>, &'static str> {
        self.ended = true;
        Ok(None)
    }

    /// The result. Where the file names a total, the distinct keys must equal it and it must not have changed on the
    /// way; elsewhere the announced end (an empty page, no next) is the proof.
    pub(super) fn listing(self) -> Listing {
        let distinct = self.keys.len() as u64;
        let doubt = if !self.ended {
            Some("the listing was not read to its end".to_owned())
        } else if !self.totals {
            None
        } else {
            match self.total {
                _ if self.totals_seen.len() > 1 => Some("the total changed while the listing was read".into()),
                None => Some("the answer names no total".into()),
                Some(total) if total != distinct => {
                    Some(format!("the system names {total} entries, and {distinct} different ones came"))
                }
                Some(_) => None,
            }
        };
        Listing { pages: self.pages, entries: self.entries, complete: doubt.is_none(), doubt, total: self.total }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(keys: &[u64], total: Option<u64>, next: Option<&str>) -> Seen {
        Seen {
            keys: keys.to_vec(),
            entries: keys.len() as u64,
            content: keys.iter().fold(7, |hash, key| hash * 31 + key),
            total,
            next: next.map(str::to_owned),
        }
    }

    /// Asks a made-up server until the walk ends.
    fn run(by: PageBy, first: u64, totals: bool, server: &[Seen]) -> Result<(Vec<Ask>, Listing), &'static str> {
        let mut walk = Walk::new(by, first, totals);
        let mut asked: Vec<Ask> = walk.start().into_iter().collect();
        for seen in server {
            match walk.take(seen.clone())? {
                Some(ask) => asked.push(ask),
                None => break,
            }
        }
        Ok((asked, walk.listing()))
    }

    #[test]
    fn offsets_count_what_came() {
        let server = [page(&[1, 2], Some(5), None), page(&[3], Some(5), None), page(&[4, 5], Some(5), None)];
        let (asked, listing) = run(PageBy::Offset, 1, true, &server).unwrap();
        assert_eq!(asked, [Ask::Number(1), Ask::Number(3), Ask::Number(4)]);
        assert_eq!((listing.complete, listing.pages, listing.entries, listing.total), (true, 3, 5, Some(5)));
        let (asked, listing) = run(PageBy::Page, 1, false, &[page(&[1], None, None), page(&[], None, None)]).unwrap();
        assert_eq!((asked, listing.complete), (vec![Ask::Number(1), Ask::Number(2)], true));
    }

    #[test]
    fn a_proof_that_fails() {
        let doubt = |server: &[Seen]| run(PageBy::Offset, 0, true, server).unwrap().1;
        assert!(!doubt(&[page(&[1, 2], Some(3), None), page(&[], Some(3), None)]).complete);
        assert!(!doubt(&[page(&[1, 2], Some(3), None), page(&[2], Some(3), None)]).complete);
        assert!(!doubt(&[page(&[1, 2], Some(4), None), page(&[3], Some(3), None)]).complete);
        assert!(!doubt(&[page(&[1, 2], None, None), page(&[], None, None)]).complete);
        assert!(!doubt(&[page(&[1, 2], Some(1), None)]).complete);
        assert!(doubt(&[page(&[], Some(0), None)]).complete);
    }

    #[test]
    fn circles_are_seen() {
        let same = [page(&[1, 2], Some(9), None), page(&[1, 2], Some(9), None)];
        assert!(run(PageBy::Offset, 0, true, &same).is_err());
        let cursors = [page(&[1], None, Some("a")), page(&[], None, Some("b")), page(&[2], None, Some("a"))];
        assert!(run(PageBy::Cursor, 0, false, &cursors).is_err());
        let fine = [page(&[1], None, Some("a")), page(&[], None, Some("b")), page(&[2], None, Some(""))];
        let (asked, listing) = run(PageBy::Link, 0, false, &fine).unwrap();
        assert_eq!((asked.len(), listing.complete, listing.entries), (2, true, 2));
    }

    #[test]
    fn an_endless_listing_is_refused() {
        let mut walk = Walk::new(PageBy::Cursor, 0, false);
        let end = (0..=MOST_PAGES).find_map(|n| walk.take(page(&[], None, Some(&n.to_string()))).err());
        assert_eq!(end, Some("the listing has no end"));
    }
}
