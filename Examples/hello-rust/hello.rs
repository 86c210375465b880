//! A bundle in Rust without a crate: the structs of mcp_plugin.h by hand, and panics turned into failures.
#![allow(dead_code)]

use std::ffi::c_void;
use std::panic::{catch_unwind, AssertUnwindSafe};

mod abi;
use abi::*;

extern "C" fn greet(call: *mut Call, name: Str, times: i64) -> i32 {
    guarded(call, || {
        for _ in 0..times {
            text(call, &format!("Hello, {}!", name.as_str()));
        }
        OK
    })
}

extern "C" fn divide(call: *mut Call, dividend: i64, divisor: i64) -> i32 {
    // Division by zero panics in Rust; `guarded` makes a failure of it.
    guarded(call, || text(call, &(dividend / divisor).to_string()))
}

/// No panic may leave a function that the host called (R7).
fn guarded(call: *mut Call, body: impl FnOnce() -> i32) -> i32 {
    catch_unwind(AssertUnwindSafe(body)).unwrap_or_else(|panic| {
        let message = panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| panic.downcast_ref::<&str>().copied())
            .unwrap_or("the tool panicked");
        fail(call, "internal", message)
    })
}

fn text(call: *mut Call, text: &str) -> i32 {
    unsafe { ((*(*call).api).text)(call, Str::new(text)) }
}

fn fail(call: *mut Call, code: &str, message: &str) -> i32 {
    let failure = Failure {
        struct_size: std::mem::size_of::<Failure>() as u32,
        retry: 0,
        code: Str::new(code),
        message: Str::new(message),
        retry_after_ms: 0,
    };
    unsafe { ((*(*call).api).fail)(call, &failure) }
}

static GREET: [Parameter; 2] = [
    Parameter {
        min_length: 1,
        max_length: 80,
        ..Parameter::new(STRING, "name", "Who to greet")
    },
    Parameter {
        minimum: Bound::at(1),
        maximum: Bound::at(10),
        fallback: Str::new("1"),
        ..Parameter::new(INTEGER, "times", "How often")
    },
];
static DIVIDE: [Parameter; 2] = [
    Parameter::new(INTEGER, "dividend", "What is divided"),
    Parameter::new(INTEGER, "divisor", "What it is divided by"),
];
static TOOLS: [Tool; 2] = [
    Tool::new("greet_rust", "Say hello to someone.", greet as *const c_void, &GREET),
    Tool::new("divide_rust", "Divide two integers.", divide as *const c_void, &DIVIDE),
];
static PLUGIN: Plugin = Plugin {
    struct_size: std::mem::size_of::<Plugin>() as u32,
    flags: 0,
    id: Str::new("com.example.hello-rust"),
    version: Str::new("1.0.0"),
    title: Str::new("Greetings in Rust"),
    tools: TOOLS.as_ptr(),
    tool_count: TOOLS.len(),
    needs: std::ptr::null(),
    need_count: 0,
    init: None,
    deinit: None,
};

extern "C" fn describe() -> *const Plugin {
    &PLUGIN
}

#[no_mangle]
#[allow(non_upper_case_globals)]
pub static mcp_plugin_entry: Entry = Entry {
    struct_size: std::mem::size_of::<Entry>() as u32,
    abi_major: 1,
    abi_revision: 0,
    reserved: 0,
    describe,
};
