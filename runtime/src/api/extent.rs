//! How far a numbered list goes, by what the service says of it.
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
    /// Of a list whose walk begins at this page.
    pub(crate) fn new(began_at: u64) -> Self {
        let first = began_at.min(1);
        Self { first, whole: began_at == first, seen: 0, pages: None, items: None, per_page: None }
    }

    /// Whether the totals so far say that the list ends before this page, which was asked for to
    /// be sure.
    pub(crate) fn ends_before(&self, page: u64) -> bool {
        let before = page - self.first;
        match (self.pages, self.items, self.per_page) {
            (Some(pages), _, _) => before >= pages,
            (None, Some(items), Some(per_page)) => before.saturating_mul(per_page) >= items,
            _ => false,
        }
    }

    /// Takes in what an answer says; whether it says that the list has grown.
    pub(crate) fn hears(&mut self, info: &ResultInfo) -> bool {
        let grown = self.items.is_some() && info.total_count > self.items;
        self.pages = info.total_pages.or(self.pages);
        self.items = info.total_count.or(self.items);
        self.per_page = info.per_page.filter(|per_page| *per_page > 0).or(self.per_page);
        grown
    }

    /// Whether there is any total.
    pub(crate) fn has_totals(&self) -> bool {
        self.pages.is_some() || self.items.is_some()
    }

    /// What comes after this page, which has so many items; `shorter` is whether one before it had
    /// more.
    pub(crate) fn after(&mut self, page: u64, count: u64, shorter: bool) -> After {
        let before = page - self.first;
        if count == 0 {
            return if self.lacks(before) { After::Missing } else { After::Nothing };
        }
        self.seen = self.seen.saturating_add(count);
        // A list is no smaller than what has been seen of it.
        self.pages = self.pages.filter(|pages| *pages > before);
        self.items = self.items.filter(|items| *items >= if self.whole { self.seen } else { count });
        let place = |per_page: u64| before.saturating_mul(per_page).saturating_add(count);
        let totals = [
            self.pages.map(|pages| before.saturating_add(1) < pages),
            self.items.zip(self.per_page).map(|(items, per_page)| place(per_page) < items),
            self.items.filter(|_| self.whole).map(|items| self.seen < items),
        ];
        let more = if totals.iter().any(Option::is_some) {
            totals.contains(&Some(true))
        } else {
            !shorter && self.per_page.is_none_or(|per_page| count >= per_page)
        };
        if more { After::More } else { After::Nothing }
    }

    /// Whether there should be items on or after the page that this many pages come before.
    fn lacks(&self, before: u64) -> bool {
        let by_place = self.items.zip(self.per_page).map(|(items, size)| before.saturating_mul(size) < items);
        let by_seen = self.items.filter(|_| self.whole).map(|items| self.seen < items);
        let by_items = match (by_place, by_seen) {
            (Some(place), Some(seen)) => Some(place && seen),
            (place, seen) => place.or(seen),
        };
        match self.pages {
            Some(pages) if before.saturating_add(1) < pages => true,
            // An empty list has one page, for some, and some count one too many: the items decide.
            Some(pages) if before.saturating_add(1) == pages && before > 0 => by_items != Some(false),
            Some(_) => false,
            None => by_items == Some(true),
        }
    }
}
