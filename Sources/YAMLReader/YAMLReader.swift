import Yams

/// Revision of the two functions below, so that the host refuses a library that does not belong to it.
@c public func yaml_reader_revision() -> Int32 { 1 }
