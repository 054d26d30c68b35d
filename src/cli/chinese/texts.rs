//! What the command line says about itself, in both languages. The English stands where clap wants
//! it, at the arguments; it is the key here, so that a sentence that changes there is missed here.

/// The Chinese of a text of the command line; `None` where there is none.
pub(super) fn of(english: &str) -> Option<&'static str> {
    TEXTS
        .iter()
        .find(|(key, _)| *key == english)
        .map(|(_, chinese)| *chinese)
}

/// English, and Chinese.
pub(super) const TEXTS: &[(&str, &str)] = &[
    // planlint
    (
        "A compiler for project plans kept as YAML in git",
        "检查以 YAML 形式保存在 git 中的项目计划",
    ),
    (
        "A compiler for project plans kept as YAML in git.\n\nExit status: 0 nothing at or above `fail_on`, 1 findings, 2 planlint could not do its work.",
        "检查以 YAML 形式保存在 git 中的项目计划。\n\n退出码：0 没有达到 `fail_on` 级别的问题，1 有问题，2 planlint 未能完成工作。",
    ),
    (
        "Exit status: 0 nothing at or above `fail_on`, 1 findings, 2 planlint could not do its work.",
        "退出码：0 没有达到 `fail_on` 级别的问题，1 有问题，2 planlint 未能完成工作。",
    ),
    (
        "Exit status: 0 it would, 1 it would not, 2 planlint could not do its work.",
        "退出码：0 计划一致，1 计划不一致，2 planlint 未能完成工作。",
    ),
    (
        "Run as if planlint was started in this folder; given several times, each begins in the one before",
        "视同在该文件夹中运行 planlint；可多次给出，后一个以前一个为起点",
    ),
    (
        "The language of what planlint says: en or zh [default: `PLANLINT_LANG`, else `lang` of planlint.yaml, else for text the locale, else en]",
        "planlint 使用的语言：en 或 zh [默认值：`PLANLINT_LANG`，其次 planlint.yaml 的 `lang`，文本输出再看系统区域设置，否则 en]",
    ),
    ("Print help", "显示帮助"),
    (
        "Print help (see more with '--help')",
        "显示帮助（--help 更详细）",
    ),
    (
        "Print help (see a summary with '-h')",
        "显示帮助（-h 更简短）",
    ),
    ("Print version", "显示版本"),
    (
        "Print this message or the help of the given subcommand(s)",
        "显示本帮助，或所给命令的帮助",
    ),
    // check
    ("Find what is wrong with plans", "检查计划，指出问题"),
    (
        "Plans, or files: then only what is found in these is shown. `-` is standard input [default: `plans` of planlint.yaml, else plan]",
        "计划文件夹，或文件（只显示这些文件中的问题）；`-` 表示标准输入 [默认值：planlint.yaml 的 `plans`，否则 plan]",
    ),
    (
        "The status date, instead of the plan's own: YYYY-MM-DD or today",
        "状态日期，代替计划中所写的：YYYY-MM-DD 或 today",
    ),
    (
        "From which level on findings fail the check [default: `fail_on` of planlint.yaml, else error]",
        "问题达到哪一级别即检查不通过 [默认值：planlint.yaml 的 `fail_on`，否则 error]",
    ),
    ("Only errors fail the check", "仅错误不通过"),
    ("Warnings fail it too", "警告也不通过"),
    ("Any finding fails it", "有任何问题即不通过"),
    ("It never fails", "始终通过"),
    (
        "Check what is about to be committed: the index, not the working tree",
        "检查即将提交的内容：暂存区，而不是工作区",
    ),
    (
        "Check a commit, branch or tag instead of the working tree",
        "检查某个提交、分支或标签，而不是工作区",
    ),
    (
        "Show and fail only on findings that this commit, branch or tag does not have",
        "只显示该提交、分支或标签中没有的问题，并只按这些问题判定",
    ),
    (
        "Mend what can only have been meant in one way, then check again",
        "改正只有一种改法的问题，然后重新检查",
    ),
    (
        "Which file it is whose text stands on standard input, for `planlint check -`; it need not exist",
        "标准输入中的内容是哪个文件的，用于 `planlint check -`；该文件可以不存在",
    ),
    (
        "Settings to use instead of planlint.yaml at the repository's root",
        "使用这份设置，代替仓库根目录下的 planlint.yaml",
    ),
    (
        "Show and fail only on findings of these rules, or families of rules as date-*; a comma between them, or given several times. What could not be read is always shown, and fails",
        "只显示这些规则或规则组（如 date-*）的问题，并只按这些问题判定；多个用逗号分隔，或多次给出。无法读取的内容始终显示，且不通过",
    ),
    (
        "Leave out findings of these rules, or families of rules",
        "不显示这些规则或规则组的问题",
    ),
    ("Show errors and the summary only", "只显示错误和汇总"),
    (
        "Show how often each rule finds something, the most frequent first; as text, or as JSON beside the findings",
        "按规则统计问题数量，多的在前；输出为文本，或在 JSON 中与问题并列",
    ),
    ("How to print what is found", "输出格式"),
    ("For people", "供人阅读"),
    ("For scripts", "供脚本使用"),
    (
        "SARIF 2.1.0, for code scanning",
        "SARIF 2.1.0，用于代码扫描",
    ),
    (
        "GitHub's workflow commands: annotations in a pull request",
        "GitHub 工作流命令，在合并请求中显示为标注",
    ),
    (
        "GitLab's Code Quality report",
        "GitLab 的 Code Quality 报告",
    ),
    ("JUnit's XML", "JUnit 的 XML"),
    ("For a comment or a job summary", "用于评论或任务摘要"),
    (
        "Also write it to a file in another format, as sarif=planlint.sarif; may be given several times",
        "另以其他格式写入文件，如 sarif=planlint.sarif；可多次给出",
    ),
    (
        "Show at most so many findings, the worst of them, and count the others [default: `max_findings` of planlint.yaml, else 10000]",
        "最多显示多少项问题，先显示最严重的，其余只计数 [默认值：planlint.yaml 的 `max_findings`，否则 10000]",
    ),
    (
        "In Markdown, link places to the files below this address, where a forge shows a branch or a commit [default: what the variables of GitHub, GitLab, Gitea and Forgejo say]",
        "在 Markdown 中把位置链接到该地址下的文件，即代码托管平台显示某个分支或提交的地址 [默认值：取自 GitHub、GitLab、Gitea 和 Forgejo 的环境变量]",
    ),
    ("When to use colours and frames", "何时使用颜色和边框"),
    ("On a terminal", "在终端中"),
    ("Always, also in a pipe", "始终使用，包括管道"),
    ("Never", "从不使用"),
    // diff
    (
        "Show what changed between two revisions, in the plan's own terms",
        "按计划的内容显示两个版本之间的变更",
    ),
    (
        "The old revision, or a range A..B or A...B, or a folder [default: HEAD]",
        "旧版本，或范围 A..B、A...B，或文件夹 [默认值：HEAD]",
    ),
    (
        "The new revision, or a folder [default: the working tree]",
        "新版本，或文件夹 [默认值：工作区]",
    ),
    (
        "What is about to be committed is the new revision: the index, not the working tree",
        "以即将提交的内容为新版本：暂存区，而不是工作区",
    ),
    (
        "Only this plan folder; may be given several times [default: `plans` of planlint.yaml, else plan]",
        "只看这个计划文件夹；可多次给出 [默认值：planlint.yaml 的 `plans`，否则 plan]",
    ),
    (
        "The status date, instead of the plans' own: YYYY-MM-DD or today",
        "状态日期，代替各计划中所写的：YYYY-MM-DD 或 today",
    ),
    (
        "From which level on what the change brings fails [default: `fail_on` of planlint.yaml, else error]",
        "变更带来的问题达到哪一级别即不通过 [默认值：planlint.yaml 的 `fail_on`，否则 error]",
    ),
    (
        "Only how much changed, a line for each phase, and how its finish moved; in text and Markdown",
        "只显示变更数量：每个阶段一行，并注明完成日期的变动；用于文本和 Markdown",
    ),
    (
        "Be git's external diff: git appends PATH OLD-FILE OLD-HEX OLD-MODE NEW-FILE NEW-HEX NEW-MODE",
        "作为 git 的外部 diff 程序：git 会附上 PATH OLD-FILE OLD-HEX OLD-MODE NEW-FILE NEW-HEX NEW-MODE",
    ),
    // gate
    (
        "Say whether merging one branch into another would leave a consistent plan",
        "合并检查：一个分支并入另一个分支后，计划是否仍然一致",
    ),
    (
        "What is merged into: a branch, tag or commit",
        "目标分支：分支、标签或提交",
    ),
    ("What is merged", "来源分支"),
    (
        "From which level on findings block the merge [default: `fail_on` of planlint.yaml, else error; for what the merge itself makes, warning]",
        "问题达到哪一级别即阻止合并 [默认值：planlint.yaml 的 `fail_on`，否则 error；由合并本身产生的问题，warning]",
    ),
    (
        "Settings to use instead of planlint.yaml of the merged plan",
        "使用这份设置，代替合并后计划的 planlint.yaml",
    ),
    // hook
    (
        "Let git ask planlint before a commit, a merge, a push, or on a server",
        "由 git 在提交、合并、推送之前或在服务器上调用 planlint",
    ),
    (
        "Install hooks into this clone; a hook that somebody else has put there stays as it is",
        "在此克隆中安装钩子；他人放置的钩子保持原样",
    ),
    (
        "Which ones [default: pre-commit, pre-merge-commit and pre-push; in a bare repository pre-receive]",
        "哪些钩子 [默认值：pre-commit、pre-merge-commit 和 pre-push；裸仓库为 pre-receive]",
    ),
    ("Before a commit", "提交之前"),
    (
        "Before a merge that git could make by itself becomes a commit",
        "git 能自动完成的合并成为提交之前",
    ),
    ("Before a push", "推送之前"),
    (
        "On a server, before it takes a push",
        "在服务器上，接受推送之前",
    ),
    (
        "Remove the hooks that planlint has installed, and nothing else",
        "只移除 planlint 安装的钩子",
    ),
    ("Which ones [default: all]", "哪些钩子 [默认值：全部]"),
    (
        "Show which hooks are installed, where, and which planlint they run",
        "显示已安装哪些钩子、装在哪里、运行哪个 planlint",
    ),
    (
        "Be one of the hooks: what the installed scripts call",
        "作为某个钩子运行，由已安装的脚本调用",
    ),
    ("Which one", "哪个钩子"),
    ("What git gives the hook", "git 传给钩子的参数"),
    (
        "Be the pre-receive hook of a server: refuse pushes that would leave an inconsistent plan on a protected branch",
        "作为服务器的 pre-receive 钩子：拒绝会使受保护分支上的计划不一致的推送",
    ),
    (
        "A branch to protect, `*` stands for any characters; may be given several times [default: `planlint.protect` of git's settings, else the branch that HEAD is on]",
        "受保护的分支，`*` 代表任意字符；可多次给出 [默认值：git 设置中的 `planlint.protect`，否则 HEAD 所在分支]",
    ),
    (
        "Settings to use instead of planlint.yaml of what is pushed, so that a push cannot change them",
        "使用这份设置，代替所推送内容中的 planlint.yaml，使推送无法更改设置",
    ),
    // init
    (
        "Begin: write a plan to start from, and settings",
        "新建：写出起步用的计划和设置",
    ),
    (
        "The folder in which to begin; the plan goes into its folder plan [default: the current one]",
        "在哪个文件夹中新建，计划放在其中的 plan 文件夹 [默认值：当前文件夹]",
    ),
    (
        "Begin another plan, in this folder, and name it in `plans` of planlint.yaml",
        "在该文件夹中另建一个计划，并写入 planlint.yaml 的 `plans`",
    ),
    (
        "The calendar that counts the days of tasks",
        "按哪个日历计算任务工期",
    ),
    ("Every day counts", "自然日，每天都计"),
    ("Monday to Friday", "周一至周五"),
    (
        "Monday to Friday, with China's holidays and make-up working days",
        "周一至周五，并按中国法定节假日和调休上班日",
    ),
    (
        "Also write the workflow that checks pull requests, for this forge",
        "另为该代码托管平台写出检查合并请求的工作流",
    ),
    ("A workflow of GitHub Actions", "GitHub Actions 工作流"),
    ("GitLab's .gitlab-ci.yml", "GitLab 的 .gitlab-ci.yml"),
    ("A workflow of Gitea Actions", "Gitea Actions 工作流"),
    ("A workflow of Forgejo Actions", "Forgejo Actions 工作流"),
    (
        "Also install the hooks that check before a commit, a merge and a push (as planlint hook install does)",
        "另安装在提交、合并和推送之前检查的钩子（同 planlint hook install）",
    ),
    // import
    (
        "Make a plan folder from a table (TSV or CSV, as spreadsheets save it)",
        "由表格（电子表格另存的 TSV 或 CSV）生成计划文件夹",
    ),
    (
        "The table: tab-separated or CSV, in UTF-8, GBK or UTF-16; `-` reads standard input",
        "表格：制表符分隔或 CSV，编码为 UTF-8、GBK 或 UTF-16；`-` 表示标准输入",
    ),
    (
        "The folder for the plan; it is made if it does not exist",
        "计划文件夹；不存在时自动创建",
    ),
    (
        "Overwrite the files of an earlier import",
        "覆盖此前导入生成的文件",
    ),
    // explain
    (
        "Show a rule's page, or the list of rules",
        "显示规则说明，或规则列表",
    ),
    (
        "The rule; of a family, as date-*, the list of its rules; without it, the list of all rules",
        "规则；给出规则组（如 date-*）则列出其中的规则；不给则列出全部规则",
    ),
    // why
    (
        "Say what holds a date: what it waits for, step by step, how far it can slip, and who waits",
        "说明日期由什么决定：逐步列出等待什么、最多可推迟多少，以及谁在等待",
    ),
    (
        "Exit status: 0 it is said, 1 a part of the plan could not be read, 2 planlint could not do its work.",
        "退出码：0 已说明，1 计划有一部分无法读取，2 planlint 未能完成工作。",
    ),
    (
        "The task, group or phase; without it, the finish of the plan",
        "任务、任务组或阶段；不写则说明计划的完成日期",
    ),
    (
        "The plan folder [default: the one of planlint.yaml, else plan]",
        "计划文件夹 [默认值：planlint.yaml 中的那一个，否则 plan]",
    ),
    (
        "What is to be expected from the status date on, instead of what the plan says",
        "按状态日期之后的预测，而不是计划所写的",
    ),
    (
        "Ask a commit, branch or tag instead of the working tree",
        "查看某个提交、分支或标签，而不是工作区",
    ),
    (
        "When to use colours and to fit lines to the terminal",
        "何时使用颜色，并按终端宽度折行",
    ),
    // move, reschedule
    (
        "Move a task, group or phase, and what its links then forbid; show what that changes",
        "移动任务、任务组或阶段，以及因此不再满足前置关系的工作；显示改动",
    ),
    (
        "Give work the dates that its links, days off and days ask for; show what that changes",
        "按前置关系、休息日和工期重排日期；显示改动",
    ),
    (
        "Exit status: 0 it can be moved, 1 that brings findings at or above `fail_on`, 2 it cannot be moved, or planlint could not do its work.",
        "退出码：0 可以移动，1 移动会带来达到 `fail_on` 级别的问题，2 不能移动，或 planlint 未能完成工作。",
    ),
    ("The task, group or phase", "任务、任务组或阶段"),
    (
        "How far: +5d or -3d in working days of its calendar, +2w in weeks; or the day on which it is to start: YYYY-MM-DD",
        "移动多少：+5d、-3d 按其日历的工作日，+2w 按周；或写开始的日期：YYYY-MM-DD",
    ),
    (
        "Only these tasks, groups and phases, and what waits for them",
        "只重排这些任务、任务组、阶段，以及等待它们的工作",
    ),
    (
        "Write the files; without it nothing is changed",
        "写入文件；不加则不作任何改动",
    ),
    (
        "What waits may come earlier, too, as early as its links let it",
        "后续工作也可以提前，提前到前置关系允许的最早日期",
    ),
    // show
    (
        "Show a plan as data, with its schedule: computed dates, floats, and what holds each task",
        "以数据形式显示计划及其进度：推算的日期、时差，以及每个任务由什么决定",
    ),
    (
        "Exit status: 0 it is shown, 1 a part of it could not be read, 2 planlint could not do its work.",
        "退出码：0 已显示，1 有一部分无法读取，2 planlint 未能完成工作。",
    ),
    (
        "The plan [default: the one of planlint.yaml, else plan]",
        "计划 [默认值：planlint.yaml 中的那一个，否则 plan]",
    ),
    ("In which form", "以何种形式"),
    (
        "For scripts and other engines: each task with its schedule",
        "供脚本和其他引擎使用：每个任务连同其进度",
    ),
    (
        "Show a commit, branch or tag instead of the working tree",
        "显示某个提交、分支或标签，而不是工作区",
    ),
    (
        "Of what `show --format json` writes",
        "`show --format json` 的输出",
    ),
    // schema
    (
        "Print a JSON Schema: of plans, of settings, or of the JSON that a command writes",
        "输出 JSON Schema：计划、设置，或各命令所写 JSON 的",
    ),
    ("Which schema", "哪一份"),
    ("Of the parts of a plan", "计划的各部分"),
    ("Of planlint.yaml", "planlint.yaml"),
    (
        "Of what `check --format json` writes",
        "`check --format json` 的输出",
    ),
    (
        "Of what `diff --format json` writes",
        "`diff --format json` 的输出",
    ),
    (
        "Of what `gate --format json` writes",
        "`gate --format json` 的输出",
    ),
    // completions
    (
        "Print a script that completes planlint's arguments in a shell",
        "输出命令行补全脚本",
    ),
    ("The shell", "哪种命令行"),
    // man
    (
        "Print a manual page, or write all of them into a folder",
        "输出手册页，或全部写入文件夹",
    ),
    (
        "The command; without it, planlint as a whole",
        "命令；不给则为 planlint 整体",
    ),
    (
        "Write the pages of planlint and of all its commands into this folder",
        "把 planlint 及其全部命令的手册页写入该文件夹",
    ),
];
