//! The golden cases' outputs as modules, for the test that compiles them. Written by the golden
//! test with UPDATE_GOLDEN=1.

pub mod aliases {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod allof_narrowed {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod allof_nested {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod allof_properties_beside {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod alternatives_silent {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod answers_two {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod bodies {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod both_ways {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod bundle_duplicates {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod bundle_references {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod client_methods {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod core_api {
        pub mod operations;
        pub mod types;
    }
    pub mod gongs {
        pub mod operations;
        pub mod types;
    }
    pub mod request {
        pub mod operations;
        pub mod types;
    }
    pub mod shared {
        pub mod operations;
        pub mod types;
    }
    pub mod zone_gongs {
        pub mod operations;
        pub mod types;
    }
}

pub mod component_keys {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod conditions {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod constants {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod constraints_without_type {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod defaults {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod definitions {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod deprecated {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod descriptions {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod duplicate_operation_ids {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod encoded_texts {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod enum_boolean {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod enum_colliding {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod enum_null {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod enum_numbers {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod enum_open {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod enum_symbols {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod envelope_any_of {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod envelope_collection {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod envelope_failure_joined {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod envelope_missing {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod envelope_single {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod examples_differ {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod exclusive_bounds {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod fields_further {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod files_beside {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod parts {
        pub mod operations;
        pub mod types;
    }
    pub mod widgets {
        pub mod operations;
        pub mod types;
    }
}

pub mod further_properties {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod hints {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod identifiers {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod invisible_characters {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod keys_single {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod keywords_stray {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod keywords_stray_old {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod maps {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod maps_by_example {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod method_names {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod dns_records {
        pub mod operations;
        pub mod types;
    }
    pub mod self_ {
        pub mod operations;
        pub mod types;
    }
    pub mod user {
        pub mod operations;
        pub mod types;
    }
    pub mod value {
        pub mod operations;
        pub mod types;
    }
}

pub mod methods_other {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod multipart {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod name_clashes {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod groups {
        pub mod operations;
        pub mod types;
    }
    pub mod lamp {
        pub mod operations;
        pub mod types;
    }
    pub mod maps {
        pub mod operations;
        pub mod types;
    }
    pub mod methods {
        pub mod operations;
        pub mod types;
    }
    pub mod values {
        pub mod operations;
        pub mod types;
    }
    pub mod vaults {
        pub mod operations;
        pub mod types;
    }
    pub mod zone_ids {
        pub mod operations;
        pub mod types;
    }
}

pub mod names_by_punctuation {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod names_of_what_is_held {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod ai {
        pub mod operations;
        pub mod types;
    }
    pub mod magic {
        pub mod operations;
        pub mod types;
    }
    pub mod r2 {
        pub mod operations;
        pub mod types;
    }
}

pub mod newest_fields {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod null_alternatives {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod nullable_tri_state {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod nulls_inside {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod numbers {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod one_required_field {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod operations_left_out {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod operations_mended {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod paging {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod paging_cursor {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod paging_inside {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod boxes {
        pub mod operations;
        pub mod types;
    }
    pub mod suppressed {
        pub mod operations;
        pub mod types;
    }
}

pub mod paging_offset {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod paging_start_index {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod scim {
        pub mod operations;
        pub mod types;
    }
    pub mod users {
        pub mod operations;
        pub mod types;
    }
}

pub mod parameter_styles {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod path_items_shared {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod users {
        pub mod operations;
        pub mod types;
    }
    pub mod widgets {
        pub mod operations;
        pub mod types;
    }
}

pub mod path_parameters {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod access {
        pub mod operations;
        pub mod types;
    }
    pub mod boxes {
        pub mod operations;
        pub mod types;
    }
    pub mod feeds {
        pub mod operations;
        pub mod types;
    }
    pub mod hostnames {
        pub mod operations;
        pub mod types;
    }
    pub mod kinds {
        pub mod operations;
        pub mod types;
    }
    pub mod policies {
        pub mod operations;
        pub mod types;
    }
    pub mod value {
        pub mod operations;
        pub mod types;
    }
}

pub mod path_segments {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod events {
        pub mod operations;
        pub mod types;
    }
    pub mod repositories {
        pub mod operations;
        pub mod types;
    }
    pub mod scans {
        pub mod operations;
        pub mod types;
    }
}

pub mod path_suffixes {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod place_hints {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod others {
        pub mod operations;
        pub mod types;
    }
    pub mod things {
        pub mod operations;
        pub mod types;
    }
    pub mod zero_trust {
        pub mod operations;
        pub mod types;
    }
}

pub mod query_parameters {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod query_whole {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod read_write_only {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod recursion {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod references_beside {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod references_beside_old {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod reserved_words {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod resource_tree {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod request {
        pub mod operations;
        pub mod types;
    }
    pub mod works {
        pub mod operations;
        pub mod types;
    }
}

pub mod result_inferred {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod keys {
        pub mod operations;
        pub mod types;
    }
    pub mod routes {
        pub mod operations;
        pub mod types;
    }
    pub mod run {
        pub mod operations;
        pub mod types;
    }
}

pub mod scope_once {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod scope_pair {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod scope_pair_differences {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod scope_pair_without_table {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod secrets {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod secrets_by_table {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod secrets_in_parameters {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod invites {
        pub mod operations;
        pub mod types;
    }
    pub mod keys {
        pub mod operations;
        pub mod types;
    }
    pub mod widgets {
        pub mod operations;
        pub mod types;
    }
}

pub mod seed_002 {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod seed_002_newer {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod sequences {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod entries {
        pub mod operations;
        pub mod types;
    }
    pub mod log {
        pub mod operations;
        pub mod types;
    }
    pub mod widgets {
        pub mod operations;
        pub mod types;
    }
}

pub mod status_lower_case {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod tags_by_discriminator {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod tags_one_value {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod places {
        pub mod operations;
        pub mod types;
    }
    pub mod records {
        pub mod operations;
        pub mod types;
    }
    pub mod widgets {
        pub mod operations;
        pub mod types;
    }
}

pub mod texts_inside {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod timestamps {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod tuples {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod type_names {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod types_several {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod unions {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}

pub mod yaml_scalars {
    cloudflare_core::runtime::client! { pub struct Client; api: crate::API; }
    pub mod operations;
    pub mod types;
}
