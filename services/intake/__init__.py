"""intake: takes appeals over HTTP and from files, registers them, and tells applicants where they stand."""
