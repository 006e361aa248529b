//! crosswalk.yaml
