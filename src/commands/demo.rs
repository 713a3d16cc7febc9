//! `demo`: a tour that needs no internet. Serves the built-in web, keeps links to it, captures and builds, and serves
//! the archive until Ctrl-C.

use std::path::Path;

use super::{Ending, conclude};
use crate::cli::{DemoArgs, Global, RunArgs};
use crate::console::{Console, Paint};
use crate::demo;
use crate::error::{Error, Result};
use crate::pipeline::context::{Context, Overrides};
use crate::pipeline::{self, Options};
use crate::preview::server::canonical_folder;
use crate::preview::{Server, Site, browser};
use crate::project::Project;
use crate::stop::Stop;

/// The first line of a file that says that a folder is a demo's own.
const MARKER: &str = ".linkarium/demo";

/// Runs the command.
pub fn execute(args: &DemoArgs, global: &Global, console: &Console) -> Result<Ending> {
    if global.root.is_some() {
        return Err(Error::Usage(
            "demo makes a collection of its own: name its folder with `linkarium demo DIR`".into(),
        ));
    }
    let stop = Stop::listen()?;
    let root = std::path::absolute(&args.dir)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let web = runtime.block_on(demo::start())?;
    write_collection(&root, &web.links())?;
    let sites: Vec<&str> = web.sites.iter().map(|site| site.base_url.as_str()).collect();
    console.say(&format!("a small web is being served at {}", sites.join(", ")));
    console.say(&format!("links to it are kept in {}", root.join("links").display()));

    let context = Context::read(
        Project::find(Some(&root), &root)?,
        console.clone(),
        stop.clone(),
        &Overrides::default(),
    )?;
    context.draw_problems();
    let run = pipeline::run(&context, &Options::default(), pipeline::now())?;
    let ending = conclude(&context, &run, &RunArgs::default(), false)?;
    console.detail(&format!("the small web answered {} requests", web.requests()));
    runtime.block_on(web.stop());
    if args.no_serve {
        return Ok(ending);
    }
    let _graceful = stop.graceful();
    let server = runtime.block_on(Server::bind(args.port))?;
    let address = format!("http://{}/", server.address());
    let url = console.paint(Paint::Strong, &address);
    console.say(&format!(
        "the archive is served at {url} until Ctrl-C; the small web is gone, its pages are not"
    ));
    let site = Site { root: canonical_folder(&run.output)?, base: "/".into(), live: None };
    let (_site, site) = tokio::sync::watch::channel(site);
    if args.open {
        browser::open(&address);
    }
    runtime.block_on(server.run(site, stop.wait()))?;
    Ok(ending)
}

/// Writes the demo's links; a folder with anything of somebody else's is left alone.
fn write_collection(root: &Path, files: &[(String, String)]) -> Result<()> {
    let own = root.join(MARKER).exists();
    let empty = !root.exists() || fs_err::read_dir(root)?.next().is_none();
    if !own && !empty {
        return Err(Error::Usage(format!(
            "{} is not empty and no demo's folder\n  help: name another with `linkarium demo DIR`",
            root.display()
        )));
    }
    for (path, text) in
        files.iter().map(|(path, text)| (path.as_str(), text.as_str())).chain([(MARKER, "demo\n")])
    {
        let target = root.join(path);
        fs_err::create_dir_all(target.parent().unwrap_or(root))?;
        fs_err::write(target, text)?;
    }
    Ok(())
}
