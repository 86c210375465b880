/// The version of toolset and programs, for people.
public let aiworkerVersion = "1.0.0"
