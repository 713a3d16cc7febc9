//! A browser that stays open and is asked what a person would look at: headless Chromium, over its DevTools protocol.

use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use tempfile::TempDir;
use tungstenite::{Message, WebSocket};

use super::browser::Browser;
use super::picture::Picture;

/// How long a page may take to become what it should be.
const PATIENCE: Duration = Duration::from_secs(30);

/// One open page.
pub(crate) struct Tab {
    socket: WebSocket<TcpStream>,
    session: String,
    next: u64,
    browser: Child,
    _profile: TempDir,
}

impl Tab {
    /// Opens a page in a browser of its own, 1000 by 700 pixels.
    pub(crate) fn open(browser: &Browser, url: &str) -> Self {
        let profile = tempfile::tempdir().unwrap();
        let mut command = Command::new(browser.program());
        command.args(Browser::FLAGS).args(["--remote-debugging-port=0", "--window-size=1000,700"]);
        command.arg(format!("--user-data-dir={}", profile.path().display())).arg("about:blank");
        let browser =
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let told = profile.path().join("DevToolsActivePort");
        let patience = Instant::now() + PATIENCE;
        let place = loop {
            match fs_err::read_to_string(&told) {
                Ok(text) if text.lines().count() == 2 => break text,
                _ => assert!(Instant::now() < patience, "the browser did not start"),
            }
            std::thread::sleep(Duration::from_millis(20));
        };
        let mut lines = place.lines();
        let (port, path) = (lines.next().unwrap(), lines.next().unwrap());
        let stream = TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let (socket, _) = tungstenite::client(format!("ws://127.0.0.1:{port}{path}"), stream).unwrap();
        let mut tab = Self { socket, session: String::new(), next: 0, browser, _profile: profile };
        let target = tab.call("Target.createTarget", &json!({ "url": "about:blank" }));
        let attach = json!({ "targetId": target["targetId"], "flatten": true });
        let session = tab.call("Target.attachToTarget", &attach);
        session["sessionId"].as_str().unwrap().clone_into(&mut tab.session);
        tab.call("Page.navigate", &json!({ "url": url }));
        tab.wait("document.readyState === 'complete' && location.protocol !== 'about:'");
        tab
    }

    fn call(&mut self, method: &str, parameters: &Value) -> Value {
        self.next += 1;
        let id = self.next;
        let mut message = json!({ "id": id, "method": method, "params": parameters });
        if !self.session.is_empty() {
            message["sessionId"] = json!(self.session);
        }
        self.socket.send(Message::text(message.to_string())).unwrap();
        loop {
            let Message::Text(text) = self.socket.read().unwrap() else { continue };
            let mut answer: Value = serde_json::from_str(&text).unwrap();
            if answer["id"] == id {
                return answer["result"].take();
            }
        }
    }

    /// The value of an expression in the page.
    pub(crate) fn value(&mut self, expression: &str) -> Value {
        let parameters = json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        self.call("Runtime.evaluate", &parameters)["result"]["value"].take()
    }

    /// The value of an expression as text.
    pub(crate) fn text(&mut self, expression: &str) -> String {
        self.value(expression).as_str().unwrap_or_default().to_owned()
    }

    /// Presses and releases a key, by its name (`Enter`, `ArrowDown`, `/`).
    pub(crate) fn press(&mut self, key: &str) {
        // What a browser does with a key goes by its number, for those that write nothing.
        let number = match key {
            "Enter" => 13,
            "Escape" => 27,
            "ArrowUp" => 38,
            "ArrowDown" => 40,
            _ => 0,
        };
        let mut down = json!({ "type": "keyDown", "key": key, "code": key, "windowsVirtualKeyCode": number });
        if key.chars().count() == 1 {
            down["text"] = json!(key);
        } else if key == "Enter" {
            down["text"] = json!("\r");
        }
        self.call("Input.dispatchKeyEvent", &down);
        self.call("Input.dispatchKeyEvent", &json!({ "type": "keyUp", "key": key, "code": key }));
    }

    /// Writes a text into what has the focus, in place of what is selected there.
    pub(crate) fn type_text(&mut self, text: &str) {
        self.call("Input.insertText", &json!({ "text": text }));
    }

    /// Shows pages from here on as a browser does that runs no scripts.
    pub(crate) fn without_scripts(&mut self) {
        self.call("Emulation.setScriptExecutionDisabled", &json!({ "value": true }));
    }

    /// Goes to a page and takes a picture of a strip of it, 1000 by 80 pixels, once everything has come.
    pub(crate) fn picture(&mut self, url: &str) -> Picture {
        self.go(url);
        let shot = self.call(
            "Page.captureScreenshot",
            &json!({
                "format": "png",
                "clip": { "x": 0, "y": 100, "width": 1000, "height": 80, "scale": 1 },
            }),
        );
        Picture::decode(&BASE64_STANDARD.decode(shot["data"].as_str().unwrap()).unwrap())
    }

    /// Goes to a page, until everything has come.
    pub(crate) fn go(&mut self, url: &str) {
        self.call("Page.enable", &json!({}));
        self.call("Page.navigate", &json!({ "url": url }));
        self.event("Page.loadEventFired");
    }

    /// Goes to whatever a browser makes of an address: some are offered as a file, some never say that all has come.
    pub(crate) fn go_anywhere(&mut self, url: &str) {
        self.call("Page.navigate", &json!({ "url": url }));
        let patience = Instant::now() + Duration::from_secs(2);
        while self.value("document.readyState") != "complete" && Instant::now() < patience {
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Waits for an event; those before it are passed over.
    fn event(&mut self, method: &str) {
        loop {
            let Message::Text(text) = self.socket.read().unwrap() else { continue };
            let message: Value = serde_json::from_str(&text).unwrap();
            if message["method"] == method {
                return;
            }
        }
    }

    /// Waits until an expression is true in the page, whichever page that is by then.
    pub(crate) fn wait(&mut self, expression: &str) {
        let patience = Instant::now() + PATIENCE;
        while self.value(expression) != true {
            let body = self.text("document.documentElement.outerHTML.slice(0, 4000)");
            assert!(Instant::now() < patience, "never true: {expression}\n{body}");
            std::thread::sleep(Duration::from_millis(25));
        }
    }
}

impl Drop for Tab {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.browser.kill());
        drop(self.browser.wait());
    }
}
