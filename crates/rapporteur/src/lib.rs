//! The pipeline as a library: read -> annotate -> link -> record -> show.
