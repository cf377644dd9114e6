//! The golden cases' outputs as modules, for the test that compiles them. Written by the golden
//! test with UPDATE_GOLDEN=1.

pub mod aliases {
    pub mod operations;
    pub mod types;
}

pub mod allof_narrowed {
    pub mod operations;
    pub mod types;
}

pub mod allof_nested {
    pub mod operations;
    pub mod types;
}

pub mod allof_properties_beside {
    pub mod operations;
    pub mod types;
}

pub mod bodies {
    pub mod operations;
    pub mod types;
}

pub mod both_ways {
    pub mod operations;
    pub mod types;
}

pub mod bundle_duplicates {
    pub mod operations;
    pub mod types;
}

pub mod bundle_references {
    pub mod operations;
    pub mod types;
}

pub mod component_keys {
    pub mod operations;
    pub mod types;
}

pub mod conditions {
    pub mod operations;
    pub mod types;
}

pub mod constants {
    pub mod operations;
    pub mod types;
}

pub mod constraints_without_type {
    pub mod operations;
    pub mod types;
}

pub mod defaults {
    pub mod operations;
    pub mod types;
}

pub mod definitions {
    pub mod operations;
    pub mod types;
}

pub mod deprecated {
    pub mod operations;
    pub mod types;
}

pub mod descriptions {
    pub mod operations;
    pub mod types;
}

pub mod duplicate_operation_ids {
    pub mod operations;
    pub mod types;
}

pub mod encoded_texts {
    pub mod operations;
    pub mod types;
}

pub mod enum_boolean {
    pub mod operations;
    pub mod types;
}

pub mod enum_colliding {
    pub mod operations;
    pub mod types;
}

pub mod enum_null {
    pub mod operations;
    pub mod types;
}

pub mod enum_numbers {
    pub mod operations;
    pub mod types;
}

pub mod enum_open {
    pub mod operations;
    pub mod types;
}

pub mod enum_symbols {
    pub mod operations;
    pub mod types;
}

pub mod envelope_any_of {
    pub mod operations;
    pub mod types;
}

pub mod envelope_collection {
    pub mod operations;
    pub mod types;
}

pub mod envelope_failure_joined {
    pub mod operations;
    pub mod types;
}

pub mod envelope_missing {
    pub mod operations;
    pub mod types;
}

pub mod envelope_single {
    pub mod operations;
    pub mod types;
}

pub mod exclusive_bounds {
    pub mod operations;
    pub mod types;
}

pub mod files_beside {
    pub mod operations;
    pub mod types;
}

pub mod further_properties {
    pub mod operations;
    pub mod types;
}

pub mod hints {
    pub mod operations;
    pub mod types;
}

pub mod identifiers {
    pub mod operations;
    pub mod types;
}

pub mod invisible_characters {
    pub mod operations;
    pub mod types;
}

pub mod keywords_stray {
    pub mod operations;
    pub mod types;
}

pub mod keywords_stray_old {
    pub mod operations;
    pub mod types;
}

pub mod maps {
    pub mod operations;
    pub mod types;
}

pub mod method_names {
    pub mod crate_ {
        pub mod operations;
        pub mod types;
    }
    pub mod dns_records {
        pub mod operations;
        pub mod types;
    }
    pub mod general {
        pub mod operations;
        pub mod types;
    }
    pub mod minus {
        pub mod operations;
        pub mod types;
    }
}

pub mod methods_other {
    pub mod operations;
    pub mod types;
}

pub mod name_clashes {
    pub mod operations;
    pub mod types;
}

pub mod names_by_punctuation {
    pub mod operations;
    pub mod types;
}

pub mod newest_fields {
    pub mod operations;
    pub mod types;
}

pub mod null_alternatives {
    pub mod operations;
    pub mod types;
}

pub mod nullable_tri_state {
    pub mod operations;
    pub mod types;
}

pub mod numbers {
    pub mod operations;
    pub mod types;
}

pub mod operations_left_out {
    pub mod operations;
    pub mod types;
}

pub mod operations_mended {
    pub mod operations;
    pub mod types;
}

pub mod paging {
    pub mod operations;
    pub mod types;
}

pub mod paging_cursor {
    pub mod operations;
    pub mod types;
}

pub mod parameter_styles {
    pub mod operations;
    pub mod types;
}

pub mod path_items_shared {
    pub mod operations;
    pub mod types;
}

pub mod path_parameters {
    pub mod operations;
    pub mod types;
}

pub mod path_segments {
    pub mod operations;
    pub mod types;
}

pub mod path_suffixes {
    pub mod operations;
    pub mod types;
}

pub mod query_parameters {
    pub mod operations;
    pub mod types;
}

pub mod query_whole {
    pub mod operations;
    pub mod types;
}

pub mod read_write_only {
    pub mod operations;
    pub mod types;
}

pub mod recursion {
    pub mod operations;
    pub mod types;
}

pub mod references_beside {
    pub mod operations;
    pub mod types;
}

pub mod references_beside_old {
    pub mod operations;
    pub mod types;
}

pub mod reserved_words {
    pub mod operations;
    pub mod types;
}

pub mod result_inferred {
    pub mod operations;
    pub mod types;
}

pub mod scope_once {
    pub mod operations;
    pub mod types;
}

pub mod scope_pair {
    pub mod operations;
    pub mod types;
}

pub mod scope_pair_without_table {
    pub mod operations;
    pub mod types;
}

pub mod secrets {
    pub mod operations;
    pub mod types;
}

pub mod secrets_by_table {
    pub mod operations;
    pub mod types;
}

pub mod seed_002 {
    pub mod operations;
    pub mod types;
}

pub mod seed_002_newer {
    pub mod operations;
    pub mod types;
}

pub mod sequences {
    pub mod operations;
    pub mod types;
}

pub mod status_lower_case {
    pub mod operations;
    pub mod types;
}

pub mod timestamps {
    pub mod operations;
    pub mod types;
}

pub mod tuples {
    pub mod operations;
    pub mod types;
}

pub mod types_several {
    pub mod operations;
    pub mod types;
}

pub mod unions {
    pub mod operations;
    pub mod types;
}

pub mod yaml_scalars {
    pub mod operations;
    pub mod types;
}
