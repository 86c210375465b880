import Glibc

/// A look at a library file before the dynamic linker maps it: a file that was cut off while it was copied would kill the
/// process with a bus error, and "wrong ELF class" helps nobody.
enum LibraryFile {
    /// Why the file cannot be loaded; nil when its ELF headers are fine.
    static func problem(_ path: String) -> String? {
        let file = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            return errno == ENOENT ? "there is no such file" : "it cannot be opened: \(String(cString: strerror(errno)))"
        }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return "it is no file" }
        let size = UInt64(max(status.st_size, 0))
        guard let header: Elf64_Ehdr = read(file, at: 0),
            (header.e_ident.0, header.e_ident.1, header.e_ident.2, header.e_ident.3) == (0x7F, 0x45, 0x4C, 0x46)
        else { return "it is no shared library" }
        guard header.e_ident.4 == UInt8(ELFCLASS64), header.e_machine == machine else {
            return "it was built for another kind of processor"
        }
        guard header.e_type == UInt16(ET_DYN) else { return "it is no shared library, build it with -shared" }
        guard header.e_phentsize == UInt16(MemoryLayout<Elf64_Phdr>.size) else { return "its headers are damaged" }
        for index in 0..<UInt64(header.e_phnum) {
            let offset = header.e_phoff &+ index * UInt64(header.e_phentsize)
            guard let segment: Elf64_Phdr = read(file, at: offset) else { return "it is incomplete; copy or build it again" }
            guard segment.p_type == UInt32(PT_LOAD) else { continue }
            let (end, overflow) = segment.p_offset.addingReportingOverflow(segment.p_filesz)
            guard !overflow, end <= size else { return "it is incomplete; copy or build it again" }
        }
        return nil
    }

    private static var machine: UInt16 {
        #if arch(x86_64)
            UInt16(EM_X86_64)
        #elseif arch(arm64)
            UInt16(EM_AARCH64)
        #else
            #error("add this processor's number of elf.h")
        #endif
    }

    private static func read<Value: BitwiseCopyable>(_ file: Int32, at offset: UInt64) -> Value? {
        guard let position = Int(exactly: offset) else { return nil }
        return withUnsafeTemporaryAllocation(of: Value.self, capacity: 1) { memory in
            let size = MemoryLayout<Value>.size
            return pread(file, memory.baseAddress, size, position) == size ? memory[0] : nil
        }
    }
}
