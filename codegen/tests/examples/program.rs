//! A program that uses a generated crate: it reads examples of answers as the client reads the service's,
//! and writes examples of bodies.
//!
//! It prints a line of JSON for each example: its number, and what was wrong with it or what was read
//! and then not written again. The calls, which are in `calls.rs`, are generated from what the crate has.

mod calls;

use std::io::{Read, Write};
use std::marker::PhantomData;
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::{fs, thread};

use cloudflare_core::Client;
use cloudflare_core::blocking::prelude::*;
use cloudflare_core::runtime::serde::de::DeserializeOwned;
use cloudflare_core::runtime::serde::{Deserialize, Serialize};
use cloudflare_core::runtime::serde_json::{self, Value, json};
use cloudflare_core::runtime::{Operation, OperationInfo, Request, Timestamp};

fn main() {
    let cases = fs::read_to_string(std::env::args().nth(1).unwrap()).unwrap();
    let answer = Arc::new(Mutex::new(String::new()));
    let address = serve(answer.clone());
    let client = Client::builder().token("t").base_url(address).pacing(false).build().unwrap();
    let cases = serde_json::from_str(&cases).unwrap();
    calls::all(&mut Examples { client, answer, cases });
}

/// Answers everything with what is there at the moment.
fn serve(answer: Arc<Mutex<String>>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = Vec::new();
            let mut buffer = [0; 4096];
            while !request.windows(4).any(|end| end == b"\r\n\r\n") {
                match stream.read(&mut buffer) {
                    Ok(0) | Err(_) => break,
                    Ok(read) => request.extend_from_slice(&buffer[..read]),
                }
            }
            let body = answer.lock().unwrap().clone();
            let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close";
            let _ = write!(stream, "{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        }
    });
    address
}

pub struct Examples {
    client: Client,
    answer: Arc<Mutex<String>>,
    cases: Vec<Value>,
}

/// A call of an operation with whatever its path has.
struct Asked<O>(Request, PhantomData<fn() -> O>);

impl<O: Operation> Operation for Asked<O> {
    type Result = O::Result;
    const INFO: OperationInfo = O::INFO;

    fn into_request(self) -> Request {
        self.0
    }

    fn absent() -> Option<O::Result> {
        O::absent()
    }
}

impl Examples {
    /// Reads an example of what an operation answers.
    pub fn answer<O: Operation<Result: Serialize>>(&mut self, index: usize) {
        let body = &self.cases[index];
        *self.answer.lock().unwrap() = body.to_string();
        let info = O::INFO;
        let mut request = Request::new(&self.client, &info);
        for name in info.path.split('{').skip(1).filter_map(|part| Some(part.split_once('}')?.0)) {
            request = request.path(name, "p");
        }
        let read = Asked::<O>(request, PhantomData).result();
        let (at, result) = result_of(&info, body);
        self.tell(index, read.map_err(|error| error.to_string()), at, result);
    }

    /// The same without the client, which takes a compiler a quarter of the time: the result alone.
    pub fn result<O: Operation<Result: Serialize>>(&mut self, index: usize) {
        let (at, result) = result_of(&O::INFO, &self.cases[index]);
        let read = match (result, O::absent()) {
            (Value::Null, Some(absent)) => Ok(absent),
            _ => O::Result::deserialize(result).map_err(|error| error.to_string()),
        };
        self.tell(index, read, at, result);
    }

    /// Writes an example of a body.
    pub fn body<T: Serialize>(&mut self, index: usize, make: fn(Case<'_>) -> Result<T, String>) {
        self.tell(index, make(Case(&self.cases[index])), "", &self.cases[index]);
    }

    fn tell<T: Serialize>(&self, index: usize, read: Result<T, String>, at: &str, example: &Value) {
        let line = match read.and_then(|value| serde_json::to_value(value).map_err(|error| error.to_string())) {
            Ok(written) => {
                let mut differs = Vec::new();
                compare(example, &written, at, &mut differs);
                json!({"index": index, "differs": differs})
            }
            Err(error) => json!({"index": index, "error": error}),
        };
        println!("{line}");
    }
}

/// The result in an answer, and where it is.
fn result_of<'a>(info: &OperationInfo, body: &'a Value) -> (&'static str, &'a Value) {
    // What a document shows without an envelope, and then as an example with one, is read as well.
    let enveloped = !info.bare || (body.get("success").is_some() && body.get("result").is_some());
    if enveloped { ("/result", &body["result"]) } else { ("", body) }
}

/// An example, whose parts are read.
#[derive(Clone, Copy)]
pub struct Case<'a>(&'a Value);

impl Case<'_> {
    /// What is at a place of it.
    pub fn read<T: DeserializeOwned>(self, at: &str) -> Result<T, String> {
        let value = self.0.pointer(at).ok_or_else(|| format!("{at}: nothing is there"))?;
        T::deserialize(value).map_err(|error| format!("{at}: {error}"))
    }

    /// These fields of an object.
    pub fn part<T: DeserializeOwned>(self, at: &str, names: &[&str]) -> Result<T, String> {
        let mut value: Value = self.read(at)?;
        if let Some(fields) = value.as_object_mut() {
            fields.retain(|name, _| names.contains(&name.as_str()));
        }
        T::deserialize(value).map_err(|error| format!("{at}: {error}"))
    }
}

/// Where two values differ, as JSON pointers. A field that is null may be absent.
fn compare(example: &Value, written: &Value, at: &str, differs: &mut Vec<String>) {
    match (example, written) {
        (Value::Object(example), Value::Object(written)) => {
            for (name, value) in example.iter().filter(|(_, value)| !value.is_null()) {
                compare(value, written.get(name).unwrap_or(&Value::Null), &below(at, name), differs);
            }
            let more = written.keys().filter(|name| !example.contains_key(*name));
            differs.extend(more.map(|name| below(at, name)));
        }
        (Value::Array(example), Value::Array(written)) if example.len() == written.len() => {
            for (index, (example, written)) in example.iter().zip(written).enumerate() {
                compare(example, written, &format!("{at}/{index}"), differs);
            }
        }
        (Value::Number(example), Value::Number(written)) if example.as_f64() == written.as_f64() => {}
        (Value::Null, Value::Null) => {}
        (Value::Null, Value::Array(written)) if written.is_empty() => {}
        // The same moment can be written in several ways.
        (Value::String(example), Value::String(written)) if moment(example).is_some_and(|it| Some(it) == moment(written)) => {}
        _ if example == written => {}
        _ => differs.push(at.to_owned()),
    }
}

fn moment(text: &str) -> Option<Timestamp> {
    text.parse().ok()
}

fn below(at: &str, name: &str) -> String {
    format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"))
}
