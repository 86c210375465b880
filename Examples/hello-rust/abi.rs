//! The part of mcp_plugin.h, ABI 1, that hello.rs uses. Sizes are checked at compile time.

use std::ffi::c_void;
use std::mem::{offset_of, size_of};

pub const OK: i32 = 0;
pub const INTEGER: u32 = 2;
pub const STRING: u32 = 4;
const READ_ONLY: u32 = 1;

/// mcp_str, mcp_json.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Str {
    data: *const u8,
    size: usize,
}

impl Str {
    pub const EMPTY: Str = Str { data: std::ptr::null(), size: 0 };
    pub const fn new(text: &str) -> Str {
        Str { data: text.as_ptr(), size: text.len() }
    }
    /// The host has checked that it is UTF-8 and keeps it until the tool returns (R2, R3).
    pub fn as_str(&self) -> &str {
        if self.data.is_null() {
            return "";
        }
        unsafe { std::str::from_utf8_unchecked(std::slice::from_raw_parts(self.data, self.size)) }
    }
}

/// mcp_bound.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Bound {
    integer: i64,
    number: f64,
    set: bool,
}

impl Bound {
    pub const NONE: Bound = Bound { integer: 0, number: 0.0, set: false };
    pub const fn at(value: i64) -> Bound {
        Bound { integer: value, number: value as f64, set: true }
    }
}

/// mcp_parameter.
#[repr(C)]
pub struct Parameter {
    pub struct_size: u32,
    pub kind: u32,
    pub flags: u32,
    pub group_rule: u32,
    pub name: Str,
    pub title: Str,
    pub description: Str,
    pub fallback: Str,
    pub choices: Str,
    pub choice_titles: Str,
    pub minimum: Bound,
    pub maximum: Bound,
    pub min_length: u64,
    pub max_length: u64,
    pub min_items: u64,
    pub max_items: u64,
    pub pattern: Str,
    pub format: Str,
    pub group: Str,
}

impl Parameter {
    pub const fn new(kind: u32, name: &str, description: &str) -> Parameter {
        Parameter {
            struct_size: size_of::<Parameter>() as u32,
            kind,
            flags: 0,
            group_rule: 0,
            name: Str::new(name),
            title: Str::EMPTY,
            description: Str::new(description),
            fallback: Str::EMPTY,
            choices: Str::EMPTY,
            choice_titles: Str::EMPTY,
            minimum: Bound::NONE,
            maximum: Bound::NONE,
            min_length: 0,
            max_length: 0,
            min_items: 0,
            max_items: 0,
            pattern: Str::EMPTY,
            format: Str::EMPTY,
            group: Str::EMPTY,
        }
    }
}

/// mcp_tool.
#[repr(C)]
pub struct Tool {
    struct_size: u32,
    hints: u32,
    name: Str,
    title: Str,
    description: Str,
    function: *const c_void,
    parameters: *const Parameter,
    parameter_count: usize,
    input_schema: Str,
    output_schema: Str,
    deadline_ms: u32,
    reserved: u32,
    preview: *const c_void,
}

impl Tool {
    /// A read-only tool. Nothing checks here that `function` has the parameters described: keep the two together.
    pub const fn new(name: &str, description: &str, function: *const c_void, parameters: &'static [Parameter]) -> Tool {
        Tool {
            struct_size: size_of::<Tool>() as u32,
            hints: READ_ONLY,
            name: Str::new(name),
            title: Str::EMPTY,
            description: Str::new(description),
            function,
            parameters: parameters.as_ptr(),
            parameter_count: parameters.len(),
            input_schema: Str::EMPTY,
            output_schema: Str::EMPTY,
            deadline_ms: 0,
            reserved: 0,
            preview: core::ptr::null(),
        }
    }
}

/// mcp_plugin.
#[repr(C)]
pub struct Plugin {
    pub struct_size: u32,
    pub flags: u32,
    pub id: Str,
    pub version: Str,
    pub title: Str,
    pub tools: *const Tool,
    pub tool_count: usize,
    pub needs: *const c_void,
    pub need_count: usize,
    pub init: Option<extern "C" fn(host: *mut c_void) -> i32>,
    pub deinit: Option<extern "C" fn()>,
}

/// mcp_entry.
#[repr(C)]
pub struct Entry {
    pub struct_size: u32,
    pub abi_major: u32,
    pub abi_revision: u32,
    pub reserved: u32,
    pub describe: extern "C" fn() -> *const Plugin,
}

// The descriptors point to constant data only.
unsafe impl Sync for Parameter {}
unsafe impl Sync for Tool {}
unsafe impl Sync for Plugin {}

/// mcp_failure.
#[repr(C)]
pub struct Failure {
    pub struct_size: u32,
    pub retry: u32,
    pub code: Str,
    pub message: Str,
    pub retry_after_ms: i64,
}

/// mcp_call.
#[repr(C)]
pub struct Call {
    pub api: *const CallApi,
}

/// mcp_call_api, up to the last function used here; between them the pointers of those that are not.
#[repr(C)]
pub struct CallApi {
    struct_size: u32,
    revision: u32,
    pub text: extern "C" fn(call: *mut Call, text: Str) -> i32,
    unused: [*const c_void; 7],
    pub fail: extern "C" fn(call: *mut Call, failure: *const Failure) -> i32,
}

const _: () = assert!(size_of::<Parameter>() == 240 && offset_of!(Parameter, minimum) == 112);
const _: () = assert!(size_of::<Tool>() == 128 && offset_of!(Tool, function) == 56);
const _: () = assert!(size_of::<Plugin>() == 104 && offset_of!(Plugin, init) == 88);
const _: () = assert!(size_of::<Entry>() == 24 && offset_of!(Entry, describe) == 16);
const _: () = assert!(size_of::<Failure>() == 48 && offset_of!(CallApi, fail) == 72);
