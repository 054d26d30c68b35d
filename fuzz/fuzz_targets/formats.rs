//! Every format over findings that nobody would make: any words, any places, any texts.
#![no_main]

use libfuzzer_sys::arbitrary;
use libfuzzer_sys::arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use planlint::Finding;
use planlint::Message;
use planlint::Severity;
use planlint::SourceMap;
use planlint::Span;
use planlint::fuzzing;

#[derive(Arbitrary, Debug)]
struct Input {
    files: Vec<(String, Option<String>, String)>,
    plans: Vec<String>,
    allowed: Vec<String>,
    findings: Vec<Any>,
}

#[derive(Arbitrary, Debug)]
struct Any {
    rule: usize,
    level: u8,
    message: String,
    help: Option<String>,
    task: Option<String>,
    fingerprint: String,
    plan: Option<usize>,
    place: (usize, u32, u32),
    labels: Vec<(String, (usize, u32, u32))>,
    fix: Option<(String, String)>,
}

fuzz_target!(|input: Input| {
    let mut sources = SourceMap::default();
    let files: Vec<_> = input
        .files
        .iter()
        .map(|(path, revision, text)| {
            (sources.add(path, revision.as_deref().map(Into::into), text.as_str().into()), text)
        })
        .collect();
    if files.is_empty() {
        return;
    }
    // Any place that a file has.
    let span = |(file, start, length): (usize, u32, u32)| {
        let (id, text) = files[file % files.len()];
        let place = |at: u32| text.floor_char_boundary(at as usize % (text.len() + 1));
        let start = place(start);
        let end = text.floor_char_boundary((start + length as usize % 64).min(text.len())).max(start);
        Span::new(id, u32::try_from(start).expect("small"), u32::try_from(end).expect("small"))
    };
    let reported = |any: &Any| {
        let place = span(any.place);
        let rules = planlint::rules();
        let mut finding = Finding::new(rules[any.rule % rules.len()].id, place, Message::verbatim(&any.message));
        finding.severity = Severity::ALL[usize::from(any.level) % 3];
        finding.help = any.help.as_deref().map(Message::verbatim);
        finding = finding.task(any.task.as_deref());
        for (message, place) in &any.labels {
            finding = finding.label(span(*place), Message::verbatim(message));
        }
        if let Some((title, text)) = &any.fix {
            finding = finding.fix(Message::verbatim(title), place, text.as_str());
        }
        let plan = any.plan.filter(|_| !input.plans.is_empty()).map(|plan| plan % input.plans.len());
        (finding, plan, any.fingerprint.clone())
    };
    let mut report = fuzzing::report(sources, input.plans.clone(), input.findings.iter().map(reported));
    report.allowed = input.allowed.iter().map(|text| Message::verbatim(text)).collect();
    report.files = input.files.len();
    planlint_fuzz::render(&report);
});
