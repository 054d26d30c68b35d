//! `planlint gate`.

use std::path::PathBuf;

use clap::Args as ClapArgs;

use crate::gate;
use crate::load::Failure;
use crate::project::AsOf;
use crate::project::Gate;
use crate::project::Scope;
use crate::report;
use crate::report::GateNames;
use crate::words::say;

use super::level::FailOnName;
use super::print::PrintArgs;
use super::print::print;
use super::web::Commits;
use super::web::publish;
use crate::console::CLEAN;
use crate::console::FINDINGS;
use crate::console::Stop;
use crate::console::World;

#[derive(Debug, ClapArgs)]
pub(super) struct GateArgs {
    /// What is merged into: a branch, tag or commit
    base: String,
    /// What is merged
    #[arg(default_value = "HEAD")]
    head: String,
    /// Only this plan folder; may be given several times [default: `plans` of planlint.yaml, else
    /// plan]
    #[arg(long = "plan", value_name = "FOLDER")]
    plans: Vec<PathBuf>,
    /// The status date, instead of the plans' own: YYYY-MM-DD or today
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// From which level on findings block the merge [default: `fail_on` of planlint.yaml, else
    /// error; for what the merge itself makes, warning]
    #[arg(long, value_name = "LEVEL")]
    fail_on: Option<FailOnName>,
    /// Settings to use instead of planlint.yaml of the merged plan
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(flatten)]
    print: PrintArgs,
}

pub(super) fn run(args: &GateArgs, world: &mut World<'_>) -> Result<u8, Stop> {
    if let Some((base, head)) = args
        .base
        .split_once("...")
        .or_else(|| args.base.split_once(".."))
    {
        let head = if head.is_empty() { "HEAD" } else { head };
        return Err(Failure::new(say!(
            en: "gate takes two revisions, and {range} is a range",
            zh: "gate 需要两个修订版本，而 {range} 是范围",
            range = &args.base,
        ))
        .help(say!(
            en: "planlint gate {base} {head}",
            zh: "planlint gate {base} {head}",
            base = if base.is_empty() { "HEAD" } else { base },
            head = head,
        ))
        .into());
    }
    let asked = Gate {
        scope: Scope {
            plans: args.plans.clone(),
            config: args.config.clone(),
            as_of: args.as_of.as_deref().map(AsOf::parse).transpose()?,
            fail_on: args.fail_on.map(Into::into),
            ..Scope::default()
        },
        base: args.base.clone(),
        head: args.head.clone(),
    };
    let project = world.project();
    let gated = project.gate(&asked);
    let mut gated = world.tell(&project, gated, args.print.color)?;
    let code = if gated.blocks() { FINDINGS } else { CLEAN };
    let policy = gated.policy;
    let verdict = &mut gated.verdict;
    verdict.show_at_most(args.print.most(gated.max_findings), policy);
    // What is merged in memory is no commit; the forge's own merge has the same lines.
    let commits = Commits {
        new: None,
        old: gated.base.map(|base| (gate::BASE, base)),
    };
    publish(
        args.print.link_base.as_deref(),
        commits,
        &mut verdict.store.sources,
    );
    let names = GateNames {
        base: &args.base,
        head: &args.head,
        merge_base: &gated.merge_base,
    };
    print(&args.print, gated.lang, world, |format, style, out| {
        report::render_gate(verdict, names, policy, format, style, out)
    })?;
    Ok(code)
}
