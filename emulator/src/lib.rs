//! An imitation of the API that keeps state.
