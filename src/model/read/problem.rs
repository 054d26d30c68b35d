//! What is said about text that could not be read as YAML, without a word of YAML's grammar where
//! possible.

use crate::finding::Edit;
use crate::finding::Fact;
use crate::finding::Finding;
use crate::finding::Key;
use crate::finding::Subject;
use crate::finding::shorten;
use crate::model::fields;
use crate::model::limits::beyond;
use crate::model::rule_id;
use crate::text::FileId;
use crate::text::Span;
use crate::text::encoding::Encoding;
use crate::text::encoding::NotUtf8;
use crate::text::yaml::Problem;
use crate::text::yaml::ProblemKind;
use crate::words::code;
use crate::words::say;
use crate::words::word;

use super::Limits;
use super::NotText;
use super::PlanTooLarge;
use super::findings::LONGEST;

pub(super) fn not_text(file: FileId, reason: &NotText, limits: &Limits) -> Finding {
    match reason {
        NotText::Encoding(NotUtf8 { valid, likely, .. }) => {
            let at = u32::try_from(valid.len()).unwrap_or(u32::MAX);
            let span = Span::new(file, at, at);
            match likely.iconv_name() {
                Some(name) => {
                    let message = say!(
                        en: "this file is {encoding}, not UTF-8; nothing in it was read",
                        zh: "该文件的编码是 {encoding}，不是 UTF-8；其内容未读取",
                        encoding = code(likely.to_string()),
                    );
                    Finding::new(rule_id::ENCODING, span, message).help(say!(
                        en: "save it as UTF-8 in your editor, or run: {command}",
                        zh: "在编辑器中另存为 UTF-8，或运行：{command}",
                        command = code(format!("iconv -f {name} -t UTF-8 OLD > NEW")),
                    ))
                }
                None => Finding::new(
                    rule_id::ENCODING,
                    span,
                    say!(
                        en: "this file is not UTF-8, and no encoding that planlint knows; nothing in it was read",
                        zh: "该文件不是 UTF-8，也不是 planlint 认识的其他编码；其内容未读取",
                    ),
                )
                .help(say!(
                    en: "open it in the program that wrote it and save it as UTF-8 text",
                    zh: "用生成该文件的程序打开，另存为 UTF-8 文本",
                )),
            }
            .key(match likely {
                Encoding::Unknown => "unknown",
                _ => "known",
            })
        }
        NotText::TooLarge { bytes } => beyond(
            Span::new(file, 0, 0),
            say!(
                en: "this file has {bytes} bytes, more than the {most} that a part of a plan may have; it was not read",
                zh: "该文件有 {bytes} 字节，超过计划单个文件的上限 {most} 字节；未读取",
                bytes = code(bytes.to_string()),
                most = code(limits.part.file_bytes.to_string()),
            ),
            say!(en: "cut it into several files", zh: "拆分成几个文件"),
            "max_file_bytes",
        ),
        NotText::PlanTooLarge(PlanTooLarge::Files(count)) => beyond(
            Span::new(file, 0, 0),
            say!(
                en: "this plan has {count} files, more than the {most} that are read; none of it was",
                zh: "该计划有 {count} 个文件，超过读取上限 {most} 个；全部未读取",
                count = code(count.to_string()),
                most = code(limits.plan_files.to_string()),
            ),
            say!(en: "put several phases into one file", zh: "将几个阶段合并到一个文件"),
            "max_plan_files",
        )
        .fact(Fact::PlanTooLarge),
        NotText::PlanTooLarge(PlanTooLarge::Bytes) => beyond(
            Span::new(file, 0, 0),
            say!(
                en: "the files of this plan have more than {most} bytes together; none of it was read",
                zh: "该计划的文件合计超过 {most} 字节；全部未读取",
                most = code(limits.plan_bytes.to_string()),
            ),
            say!(en: "cut it into several plans", zh: "拆分成几个计划"),
            "max_plan_bytes",
        )
        .fact(Fact::PlanTooLarge),
    }
}

/// A problem of the text as a finding: what is wrong and what to do, without a word of YAML's
/// grammar where possible.
pub(crate) fn explain(problem: &Problem) -> Finding {
    let rule = if problem.kind.is_limit() {
        rule_id::LIMIT
    } else {
        rule_id::SYNTAX
    };
    let (message, help) = match &problem.kind {
        ProblemKind::Other(words) => (
            say!(en: "this is not YAML: {words}", zh: "这不是 YAML：{words}", words = words.as_str()),
            say!(en: "compare the line with its neighbours: indentation, a missing `:` or quote", zh: "与相邻各行对照：缩进、漏写的 `:` 或引号"),
        ),
        ProblemKind::DuplicateKey(key) => (
            say!(en: "`{key}` stands twice in the same place; only one of them can count", zh: "同一处写了两次 `{key}`；只能有一处有效", key = shorten(key, LONGEST)),
            say!(en: "remove one of the two", zh: "删去其中一处"),
        ),
        ProblemKind::FullWidthColon => (
            say!(en: "a full-width colon `：` where `: ` belongs", zh: "此处应写 `: `，但写了全角冒号 `：`"),
            say!(en: "type an ASCII colon and a space", zh: "改为半角冒号加空格"),
        ),
        ProblemKind::FullWidthQuote => (
            say!(en: "full-width quotes do not quote in YAML", zh: "全角引号在 YAML 中不起引号作用"),
            say!(en: "use the ASCII quote \" on both sides, or none", zh: "两侧改用半角引号 \"，或不用引号"),
        ),
        ProblemKind::WideSpace => (
            say!(en: "a full-width or no-break space where a plain space belongs", zh: "此处应写半角空格，但写了全角空格或不间断空格"),
            say!(en: "replace it with plain spaces", zh: "改为半角空格"),
        ),
        ProblemKind::Tab => (
            say!(en: "a tab where only spaces may stand", zh: "此处只能用空格，但写了制表符"),
            say!(en: "indent with spaces; most editors can convert tabs", zh: "用空格缩进；多数编辑器可以转换制表符"),
        ),
        ProblemKind::ConflictMarker => (
            say!(en: "a merge conflict that nobody has resolved", zh: "合并冲突尚未解决"),
            say!(en: "keep the lines that are right, remove the others and the three marker lines", zh: "保留正确的行，删去其他行和三行冲突标记"),
        ),
        ProblemKind::NoSpaceAfterColon => (
            say!(en: "no space after the colon, so YAML does not see a key", zh: "冒号后没有空格，YAML 不会将其识别为字段"),
            say!(en: "write `key: value`", zh: "写成 `key: value`"),
        ),
        ProblemKind::UnclosedQuote => (
            say!(en: "a quote that is never closed", zh: "引号没有闭合"),
            say!(en: "close it on the same line", zh: "在同一行内闭合"),
        ),
        ProblemKind::UnclosedBracket(bracket) => (
            say!(en: "a `{bracket}` that is never closed", zh: "`{bracket}` 没有闭合", bracket = code(bracket.to_string())),
            say!(en: "close it with `{close}`", zh: "用 `{close}` 闭合", close = word(if *bracket == '[' { "]" } else { "}" })),
        ),
        ProblemKind::ColonInText => (
            say!(en: "a second `: ` in one line: YAML takes it for another key", zh: "一行中有第二个 `: `：YAML 会将其当作另一个字段"),
            say!(en: "put the text between double quotes", zh: "用双引号括住该文字"),
        ),
        ProblemKind::Indentation => (
            say!(en: "this line does not fit the lines around it: its indentation is off, or the line above is unfinished", zh: "该行与前后各行不符：缩进有误，或上一行没有写完"),
            say!(en: "indent it like the other keys or items of the same list", zh: "与同一列表中的其他字段或条目对齐"),
        ),
        ProblemKind::ReservedCharacter(c) => (
            say!(en: "text cannot begin with `{c}` in YAML", zh: "YAML 中文字不能以 `{c}` 开头", c = code(c.to_string())),
            say!(en: "put the text between double quotes", zh: "用双引号括住该文字"),
        ),
        ProblemKind::ControlCharacter(c) => (
            say!(en: "a control character ({c}), which no YAML file may hold", zh: "控制字符（{c}），YAML 文件中不允许出现", c = code(format!("U+{:04X}", u32::from(*c)))),
            say!(en: "delete it; it most likely came with copied text", zh: "删去；它很可能是随复制的文字带入的"),
        ),
        ProblemKind::UnknownAlias(name) => (
            say!(en: "`*{name}` refers to an anchor `&{name}` that is not above it in this file", zh: "`*{name}` 引用锚点 `&{name}`，但该文件在其上方没有这个锚点", name = shorten(name, LONGEST)),
            say!(en: "write the value out, or put it between quotes if the asterisk is meant", zh: "直接写出该值；若星号本是文字，用引号括住"),
        ),
        ProblemKind::CyclicAlias => (
            say!(en: "an alias that stands within what it refers to: it would never end", zh: "别名写在其引用的内容之中，将无穷无尽"),
            say!(en: "write the value out", zh: "直接写出该值"),
        ),
        ProblemKind::ComplexKey => (
            say!(en: "a list or map where a key belongs", zh: "此处应写字段名，但写了列表或一组字段"),
            say!(en: "a key is plain text followed by `: `", zh: "字段名是普通文字，后接 `: `"),
        ),
        ProblemKind::MergeNotMap => (
            say!(en: "`<<` takes a map, or a list of maps", zh: "`<<` 后应为一组字段，或若干组字段的列表"),
            say!(en: "refer to an anchor that stands on a map", zh: "引用写在一组字段上的锚点"),
        ),
        ProblemKind::SecondDocument => (
            say!(en: "a second document after `---`; it was not read", zh: "`---` 之后是第二个文档；未读取"),
            say!(en: "put it into a file of its own", zh: "放到单独的文件中"),
        ),
        ProblemKind::UnknownTag => (
            say!(en: "a YAML tag, which plans have no use for", zh: "YAML 标签，计划中用不到"),
            say!(en: "remove it; put the text between quotes if it begins with `!`", zh: "删去；若文字以 `!` 开头，用引号括住"),
        ),
        ProblemKind::TooDeep(limit) => (
            say!(en: "lists and maps nested deeper than {limit} levels; this file was not read", zh: "列表和字段组的嵌套超过 {limit} 层；该文件未读取", limit = code(limit.to_string())),
            say!(en: "raise `max_depth` of the rule `limit` in planlint.yaml if a plan really needs it", zh: "若计划确实需要，在 planlint.yaml 中调高规则 `limit` 的 `max_depth`"),
        ),
        ProblemKind::TooManyNodes(limit) => (
            say!(en: "more than {limit} values in one file; it was not read", zh: "单个文件的值超过 {limit} 个；未读取", limit = code(limit.to_string())),
            say!(en: "cut it into several files, or raise `max_nodes` of the rule `limit` in planlint.yaml", zh: "拆分成几个文件，或在 planlint.yaml 中调高规则 `limit` 的 `max_nodes`"),
        ),
        ProblemKind::TooManyAliasNodes(most, is_limit) => (
            say!(
                en: "the aliases up to here stand for more than {most} values all together; this file was not read",
                zh: "到此处为止，别名合计代表的值超过 {most} 个；该文件未读取",
                most = code(most.to_string()),
            ),
            if *is_limit {
                say!(
                    en: "write the values out, or raise `max_alias_nodes` of the rule `limit` in planlint.yaml",
                    zh: "直接写出各值，或在 planlint.yaml 中调高规则 `limit` 的 `max_alias_nodes`",
                )
            } else {
                say!(
                    en: "write the values out: aliases may stand for four values for each that is written",
                    zh: "直接写出各值：每写出一个值，别名最多可代表四个值",
                )
            },
        ),
    };
    let mut finding = Finding::new(rule, problem.span, message)
        .help(help)
        .key(problem_key(&problem.kind));
    match problem.kind {
        ProblemKind::FullWidthColon => {
            finding = finding.fix(
                say!(en: "type an ASCII colon and a space", zh: "改为半角冒号加空格"),
                problem.span,
                ": ",
            );
        }
        ProblemKind::WideSpace => {
            finding = finding.fix(
                say!(en: "replace it with a plain space", zh: "改为半角空格"),
                problem.span,
                " ",
            );
        }
        _ => {}
    }
    if let Some(other) = problem.other {
        finding = finding.label(other, say!(en: "the first one", zh: "第一处"));
    }
    finding
}

fn problem_key(kind: &ProblemKind) -> Key {
    match kind {
        ProblemKind::DuplicateKey(key) => [Subject::Word("duplicate"), Subject::text(key)].into(),
        ProblemKind::UnknownAlias(name) => [Subject::Word("alias"), Subject::text(name)].into(),
        ProblemKind::FullWidthColon => "colon".into(),
        ProblemKind::FullWidthQuote => "quote".into(),
        ProblemKind::WideSpace => "space".into(),
        ProblemKind::Tab => "tab".into(),
        ProblemKind::ConflictMarker => "conflict".into(),
        ProblemKind::TooDeep(_) => "depth".into(),
        ProblemKind::TooManyNodes(_) => "nodes".into(),
        ProblemKind::TooManyAliasNodes(..) => "aliases".into(),
        _ => "yaml".into(),
    }
}

/// Let the fix of a full-width colon take the space that follows it, if one does; and before a `{`
/// mend the other signs of that map as well: with half of them mended it would be none. Where some
/// of them may belong to a text, nothing is mended.
pub(super) fn with_what_follows(mut finding: Finding, text: &str) -> Finding {
    let Some(fix) = finding
        .fix
        .as_mut()
        .filter(|_| finding.key == Key::from("colon"))
    else {
        return finding;
    };
    let start = finding.span.range().end;
    let rest = text
        .get(start..)
        .and_then(|rest| rest.lines().next())
        .unwrap_or_default();
    let spaced = |sign: &str, rest: &str| {
        if rest.starts_with(' ') {
            sign.to_owned()
        } else {
            format!("{sign} ")
        }
    };
    for edit in &mut fix.edits {
        edit.text = spaced(":", rest);
    }
    if !rest.trim_start().starts_with('{') {
        return finding;
    }
    let mut mended = 0;
    for (at, sign) in rest.match_indices(['：', '，']) {
        let (before, after) = (&rest[..at], &rest[at + sign.len()..]);
        let separates = if sign == "：" {
            is_key(last_word(before))
        } else {
            begins_with_key(after)
        };
        if !separates {
            finding.fix = None;
            return finding;
        }
        mended += 1;
        // Nobody writes more than a few keys in one line.
        if mended > MOST_SIGNS {
            finding.fix = None;
            return finding;
        }
        let end = u32::try_from(start + at).unwrap_or(u32::MAX);
        let span = Span::new(finding.span.file, end, end.saturating_add(3));
        fix.edits.push(Edit {
            span,
            text: spaced(if sign == "：" { ":" } else { "," }, after),
        });
    }
    finding
}

/// Full-width signs in one line that are mended together.
const MOST_SIGNS: usize = 40;

fn is_key(word: &str) -> bool {
    fields::ALL_KEYS.contains(&word)
}

fn last_word(text: &str) -> &str {
    text.rsplit([' ', ',', '，', '{', '：', ':'])
        .next()
        .unwrap_or_default()
}

fn begins_with_key(text: &str) -> bool {
    text.trim_start()
        .split_once(['：', ':'])
        .is_some_and(|(word, _)| is_key(word))
}
