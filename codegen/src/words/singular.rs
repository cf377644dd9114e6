//! English singulars, as far as the words of APIs need them.
//!
//! A rule for each ending, and a table of the words that no rule gets right. What isn't a plural
//! stays as it is: a name with a letter too many reads better than one with a letter too few.

/// Words whose singular follows no rule, and words that only look like plurals.
const IRREGULAR: &[(&str, &str)] = &[
    ("alibis", "alibi"),
    ("analyses", "analysis"),
    ("appendices", "appendix"),
    ("ases", "as"),
    ("axes", "axis"),
    ("bases", "base"),
    ("buses", "bus"),
    ("caches", "cache"),
    ("children", "child"),
    ("cookies", "cookie"),
    ("cpus", "cpu"),
    ("crises", "crisis"),
    ("criteria", "criterion"),
    ("diagnoses", "diagnosis"),
    ("dies", "die"),
    ("echoes", "echo"),
    ("emojis", "emoji"),
    ("feet", "foot"),
    ("gpus", "gpu"),
    ("halves", "half"),
    ("heroes", "hero"),
    ("hypotheses", "hypothesis"),
    ("indices", "index"),
    ("knives", "knife"),
    ("leaves", "leaf"),
    ("lies", "lie"),
    ("matrices", "matrix"),
    ("men", "man"),
    ("menus", "menu"),
    ("mice", "mouse"),
    ("movies", "movie"),
    ("mtus", "mtu"),
    ("npus", "npu"),
    ("parentheses", "parenthesis"),
    ("people", "person"),
    ("pies", "pie"),
    ("potatoes", "potato"),
    ("quizzes", "quiz"),
    ("selfies", "selfie"),
    ("shelves", "shelf"),
    ("skus", "sku"),
    ("synopses", "synopsis"),
    ("taxis", "taxi"),
    ("theses", "thesis"),
    ("ties", "tie"),
    ("tomatoes", "tomato"),
    ("tpus", "tpu"),
    ("vertices", "vertex"),
    ("vetoes", "veto"),
    ("vpus", "vpu"),
    ("wikis", "wiki"),
    ("wives", "wife"),
    ("wolves", "wolf"),
    ("women", "woman"),
    ("zombies", "zombie"),
];

/// Words that end in `s` and are no plurals, or whose plural is the same word.
const UNCHANGED: &[&str] = &[
    "ads",
    "alias",
    "always",
    "analytics",
    "as",
    "atlas",
    "aws",
    "axis",
    "bias",
    "bps",
    "canvas",
    "chaos",
    "chassis",
    "cls",
    "cms",
    "cors",
    "css",
    "ddos",
    "dns",
    "dnssec",
    "dos",
    "dps",
    "edns",
    "es",
    "exists",
    "forensics",
    "fps",
    "gas",
    "gbps",
    "gps",
    "has",
    "headquarters",
    "hls",
    "https",
    "iaas",
    "ibis",
    "ics",
    "ios",
    "iris",
    "is",
    "js",
    "kbps",
    "kubernetes",
    "lens",
    "logistics",
    "macos",
    "mathematics",
    "mbps",
    "ms",
    "mtls",
    "news",
    "ns",
    "os",
    "paas",
    "pfx2as",
    "physics",
    "pos",
    "postgres",
    "pps",
    "ps",
    "qos",
    "qps",
    "redis",
    "rps",
    "rss",
    "saas",
    "series",
    "settings",
    "sms",
    "sos",
    "species",
    "statistics",
    "this",
    "timeseries",
    "tls",
    "tps",
    "us",
    "vps",
    "was",
    "whois",
    "windows",
    "xss",
    "yes",
];

/// Words in `-us` whose plural is `-uses`, in `-as` whose plural is `-ases`, and so on: the plural
/// loses two letters and not one.
const SIBILANT_STEMS: &[&str] = &[
    "alias", "atlas", "bias", "bonus", "bus", "callus", "campus", "canvas", "census", "chorus", "corpus",
    "cross", "focus", "gas", "iris", "lens", "nexus", "plus", "radius", "status", "surplus", "syllabus",
    "virus",
];

/// The singular of an English plural in snake case: of its last word.
pub fn singular(word: &str) -> String {
    let (start, last) = match word.rsplit_once('_') {
        Some((start, last)) => (format!("{start}_"), last),
        None => (String::new(), word),
    };
    format!("{start}{}", one(last))
}

fn one(word: &str) -> String {
    if let Some((_, singular)) = IRREGULAR.iter().find(|(many, _)| *many == word) {
        return (*singular).to_owned();
    }
    if UNCHANGED.contains(&word) {
        return word.to_owned();
    }
    let less = |count: usize| word[..word.len() - count].to_owned();
    let ends = |ends: &[&str]| ends.iter().any(|end| word.ends_with(end));
    // What is left over must be a word: `is`, `yes`, `ids` are short as it is.
    if !word.ends_with('s') || word.len() < 3 {
        return word.to_owned();
    }
    if word.ends_with("es") && SIBILANT_STEMS.contains(&&word[..word.len() - 2]) {
        return less(2);
    }
    if word.ends_with("ies") && word.len() > 4 {
        return format!("{}y", less(3));
    }
    // `address`, `status`, `basis`; but `apis`, which is short.
    if ends(&["ss", "us"]) || word.ends_with("is") && word.len() > 4 {
        return word.to_owned();
    }
    if ends(&["sses", "xes", "ches", "shes", "zzes"]) {
        return less(2);
    }
    less(1)
}

#[cfg(test)]
mod tests {
    use super::singular;

    #[test]
    fn plurals_lose_their_ending() {
        for (many, one) in [
            ("accesses", "access"),
            ("account_memberships", "account_membership"),
            ("addresses", "address"),
            ("aliases", "alias"),
            ("analyses", "analysis"),
            ("apis", "api"),
            ("archives", "archive"),
            ("areas", "area"),
            ("ases", "as"),
            ("asns", "asn"),
            ("available_rate_plans", "available_rate_plan"),
            ("batches", "batch"),
            ("branches", "branch"),
            ("bytes", "byte"),
            ("caches", "cache"),
            ("cas", "ca"),
            ("cases", "case"),
            ("categories", "category"),
            ("causes", "cause"),
            ("certificate_authorities", "certificate_authority"),
            ("children", "child"),
            ("classes", "class"),
            ("colos", "colo"),
            ("cookies", "cookie"),
            ("cnis", "cni"),
            ("cpus", "cpu"),
            ("criteria", "criterion"),
            ("cves", "cve"),
            ("databases", "database"),
            ("devices", "device"),
            ("dns_records", "dns_record"),
            ("employees", "employee"),
            ("entries", "entry"),
            ("exclusives", "exclusive"),
            ("expenses", "expense"),
            ("fixes", "fix"),
            ("hashes", "hash"),
            ("headers", "header"),
            ("holidays", "holiday"),
            ("ids", "id"),
            ("images", "image"),
            ("indexes", "index"),
            ("indices", "index"),
            ("ips", "ip"),
            ("keys", "key"),
            ("leases", "lease"),
            ("licenses", "license"),
            ("mailboxes", "mailbox"),
            ("matches", "match"),
            ("matrices", "matrix"),
            ("menus", "menu"),
            ("metrics", "metric"),
            ("modules", "module"),
            ("movies", "movie"),
            ("mtls_certificates", "mtls_certificate"),
            ("people", "person"),
            ("phases", "phase"),
            ("phrases", "phrase"),
            ("photos", "photo"),
            ("policies", "policy"),
            ("prefixes", "prefix"),
            ("processes", "process"),
            ("proxies", "proxy"),
            ("purposes", "purpose"),
            ("queries", "query"),
            ("queues", "queue"),
            ("quotas", "quota"),
            ("releases", "release"),
            ("replicas", "replica"),
            ("responses", "response"),
            ("routes", "route"),
            ("rules", "rule"),
            ("schemas", "schema"),
            ("searches", "search"),
            ("sizes", "size"),
            ("skus", "sku"),
            ("sources", "source"),
            ("statuses", "status"),
            ("switches", "switch"),
            ("topics", "topic"),
            ("types", "type"),
            ("uris", "uri"),
            ("uses", "use"),
            ("values", "value"),
            ("vertices", "vertex"),
            ("videos", "video"),
            ("viruses", "virus"),
            ("zones", "zone"),
        ] {
            assert_eq!(singular(many), one);
        }
    }

    #[test]
    fn what_is_no_plural_stays() {
        for word in [
            "access",
            "address",
            "alias",
            "analytics",
            "as",
            "as112",
            "axis",
            "basis",
            "bonus",
            "bus",
            "business",
            "bypass",
            "campus",
            "canvas",
            "chaos",
            "consensus",
            "corpus",
            "cors",
            "css",
            "data",
            "ddos",
            "dns",
            "dnssec",
            "focus",
            "gas",
            "genius",
            "gps",
            "https",
            "ios",
            "iris",
            "is",
            "js",
            "kubernetes",
            "lens",
            "loss",
            "media",
            "metadata",
            "mtls",
            "news",
            "ns",
            "os",
            "pass",
            "plus",
            "process",
            "progress",
            "qos",
            "radius",
            "redis",
            "s",
            "series",
            "settings",
            "sms",
            "status",
            "success",
            "this",
            "timeseries",
            "tls",
            "tunnel",
            "us",
            "virus",
            "whois",
            "windows",
            "wireless",
            "x",
            "yes",
        ] {
            assert_eq!(singular(word), word);
        }
    }

    #[test]
    fn a_singular_is_its_own_singular() {
        for many in ["policies", "addresses", "caches", "statuses", "cookies", "cas", "ips", "series"] {
            let one = singular(many);
            assert_eq!(singular(&one), one);
        }
    }
}
