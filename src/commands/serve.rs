//! `serve`: rebuilds on every change, and serves the site to this machine with live reload.

use super::Ending;
use crate::cli::{Global, ServeArgs};
use crate::console::{Console, Paint};
use crate::error::Result;
use crate::preview::{Server, Watch, browser};
use crate::project::Project;
use crate::stop::Stop;

/// Runs the command.
pub fn execute(args: &ServeArgs, global: &Global, console: &Console) -> Result<Ending> {
    let project = Project::find(global.root.as_deref(), &std::env::current_dir()?)?;
    let stop = Stop::listen()?;
    let watch = Watch::new(&project, console.clone(), stop.clone(), args.offline)?;
    let site = watch.site();
    // Threads of its own: neither a build nor a capture keeps a page view waiting.
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let server = runtime.block_on(Server::bind(args.port))?;
    let address = server.address();
    let url = format!("http://{address}{}", site.borrow().base);
    console.say(&format!("the site is served at {} until Ctrl-C", console.paint(Paint::Strong, &url)));
    if address.port() != args.port && args.port != 0 {
        console.say(&format!("(port {} is taken)", args.port));
    }
    let running = runtime.spawn(server.run(site, stop.wait()));
    if args.open {
        browser::open(&url);
    }
    watch.run()?;
    runtime.block_on(running).map_err(std::io::Error::other)??;
    Ok(Ending::Done)
}
