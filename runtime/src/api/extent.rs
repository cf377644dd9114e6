//! How far a list goes whose pages have numbers or offsets, by what the service says of it.
//!
//! Only the service ends a list: with its totals, with the page size that it names itself, with a
//! page shorter than one before, with an empty page. What the caller asked for says nothing of the
//! kind, because services cap page sizes. Totals change while a list is walked, count items that
//! this user may not see, or are simply wrong: so a page more is asked for as long as any of them
//! says that there is one, and nothing is called missing unless they agree.

use crate::wire::result_info::ResultInfo;

/// What is known of a list so far.
#[derive(Debug)]
pub(crate) struct Extent {
    /// The number of the list's first page: 1, or 0 when the walk began there.
    first: u64,
    /// Whether the walk began at the first page.
    whole: bool,
    /// Items on the pages so far.
    seen: u64,
    pages: Option<u64>,
    items: Option<u64>,
    per_page: Option<u64>,
}

/// What comes before a page in its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Before {
    /// All pages with smaller numbers than this one.
    PagesTo(u64),
    /// So many items.
    Items(u64),
}

/// What comes after a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum After {
    /// Another one.
    More,
    /// Nothing.
    Nothing,
    /// Nothing came, and there should have been something.
    Missing,
}

impl Extent {
    /// Of a list whose walk begins here.
    pub(crate) fn new(begins: Before) -> Self {
        let (first, whole) = match begins {
            Before::PagesTo(page) => (page.min(1), page <= 1),
            Before::Items(items) => (0, items == 0),
        };
        Self { first, whole, seen: 0, pages: None, items: None, per_page: None }
    }

    /// How many pages come before, where those are counted.
    fn pages(&self, before: Before) -> Option<u64> {
        match before {
            Before::PagesTo(page) => Some(page.saturating_sub(self.first)),
            Before::Items(_) => None,
        }
    }

    /// How many items come before, if that is known.
    fn items(&self, before: Before) -> Option<u64> {
        match before {
            Before::PagesTo(_) => Some(self.pages(before)?.saturating_mul(self.per_page?)),
            Before::Items(items) => Some(items),
        }
    }

    /// Whether the totals so far say that the list ends before this page, which was asked for to
    /// be sure.
    pub(crate) fn ends_before(&self, before: Before) -> bool {
        match self.pages.zip(self.pages(before)) {
            Some((pages, before)) => before >= pages,
            None => self.items.zip(self.items(before)).is_some_and(|(items, before)| before >= items),
        }
    }

    /// Whether a total so far says that there is another page after the one that this comes before.
    pub(crate) fn promises_after(&self, before: Before) -> bool {
        self.pages.zip(self.pages(before)).is_some_and(|(pages, before)| before.saturating_add(1) < pages)
    }

    /// Takes in what an answer with so many items says; whether it says that the list has grown.
    pub(crate) fn hears(&mut self, info: &ResultInfo, count: u64) -> bool {
        // What is called a total and is the number of items on this page may be just that.
        let total = info.total_count.filter(|total| !(info.vague_total && *total == count));
        let grown = self.items.is_some() && total > self.items;
        self.pages = info.total_pages.or(self.pages);
        self.items = total.or(self.items);
        self.per_page = info.per_page.filter(|per_page| *per_page > 0).or(self.per_page);
        grown
    }

    /// Whether there is any total.
    pub(crate) fn has_totals(&self) -> bool {
        self.pages.is_some() || self.items.is_some()
    }

    /// What comes after this page, which has so many items; `shorter` is whether one before it had
    /// more.
    pub(crate) fn after(&mut self, before: Before, count: u64, shorter: bool) -> After {
        if count == 0 {
            return if self.lacks(before) { After::Missing } else { After::Nothing };
        }
        self.seen = self.seen.saturating_add(count);
        // A list is no smaller than what has been seen of it.
        let pages = self.pages(before);
        self.pages = self.pages.filter(|known| pages.is_none_or(|before| *known > before));
        self.items = self.items.filter(|items| *items >= if self.whole { self.seen } else { count });
        let items = self.items(before);
        let totals = [
            self.pages.zip(pages).map(|(pages, before)| before.saturating_add(1) < pages),
            self.items.zip(items).map(|(items, before)| before.saturating_add(count) < items),
            self.items.filter(|_| self.whole).map(|items| self.seen < items),
        ];
        let more = if totals.iter().any(Option::is_some) {
            totals.contains(&Some(true))
        } else {
            !shorter && self.per_page.is_none_or(|per_page| count >= per_page)
        };
        if more { After::More } else { After::Nothing }
    }

    /// Whether there should be items on or after the page that this comes before.
    fn lacks(&self, before: Before) -> bool {
        let by_place = self.items.zip(self.items(before)).map(|(items, before)| before < items);
        let by_seen = self.items.filter(|_| self.whole).map(|items| self.seen < items);
        let by_items = match (by_place, by_seen) {
            (Some(place), Some(seen)) => Some(place && seen),
            (place, seen) => place.or(seen),
        };
        match self.pages.zip(self.pages(before)) {
            Some((pages, before)) if before.saturating_add(1) < pages => true,
            // An empty list has one page, for some, and some count one too many: the items decide.
            Some((pages, before)) if before.saturating_add(1) == pages && before > 0 => {
                by_items != Some(false)
            }
            Some(_) => false,
            None => by_items == Some(true),
        }
    }
}
