//! Why a task, or the whole plan, is when it is: for people.

use std::io;
use std::io::Write;

use crate::calendar::Day;
use crate::finding::shorten;
use crate::model::Link;
use crate::model::Plan;
use crate::model::TaskIx;
use crate::schedule::Basis;
use crate::schedule::Course;
use crate::schedule::Dates;
use crate::schedule::Holder;
use crate::schedule::Waiting;
use crate::text::Span;
use crate::words::Arg;
use crate::words::Message;
use crate::words::code;
use crate::words::days_in;
use crate::words::list;
use crate::words::say;

use super::place::brief_place;
use super::sanitize;
use super::show::Whole;
use super::style::BOLD;
use super::style::DIM;
use super::style::Paint;
use super::style::RED;
use super::style::Style;
use super::style::YELLOW;
use super::style::painted;
use super::wrap;

/// Characters of a name that are shown.
const NAME: usize = 60;
/// Steps back that are shown; of a longer way the last ones are left out.
const STEPS: usize = 40;
/// What holds a task, as far as it is told; more is counted.
const HOLDERS: usize = 5;
/// Tasks that are listed; more are counted.
const LISTED: usize = 20;

/// Writes what holds a task, or without one the finish of the plan.
pub(crate) fn write(
    whole: Whole<'_>,
    basis: Basis,
    task: Option<TaskIx>,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let network = whole.schedule.network(whole.plan);
    let page = Page {
        whole,
        course: network.course(basis),
        logic: network.course(Basis::Logic),
        forecast: match basis {
            Basis::Forecast(_) => None,
            Basis::Planned | Basis::Logic => {
                whole.status.map(|day| network.course(Basis::Forecast(day)))
            }
        },
        style,
    };
    match task {
        Some(ix) if whole.plan.task(ix).is_leaf() => page.leaf(ix, out),
        Some(ix) => page.group(ix, out),
        None => page.plan(out),
    }
}

struct Page<'a> {
    whole: Whole<'a>,
    /// The schedule that is explained.
    course: Course<'a>,
    logic: Course<'a>,
    /// What is to be expected, where something else is explained.
    forecast: Option<Course<'a>>,
    style: Style,
}

impl Page<'_> {
    fn line(&self, indent: usize, message: &Message, out: &mut dyn Write) -> io::Result<()> {
        let text = sanitize(&message.text(self.style.lang)).into_owned();
        wrap::write(&text, indent, indent + 2, self.style, out)
    }

    /// The same with the place where it is written.
    fn placed(
        &self,
        indent: usize,
        message: &Message,
        span: Span,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let text = sanitize(&message.text(self.style.lang)).into_owned();
        let place = self.paint(&brief_place(self.whole.sources, span, None), DIM);
        wrap::write_with(&text, &place, indent, indent + 2, self.style, out)
    }

    fn paint(&self, text: &str, paint: Paint) -> String {
        painted(text, paint, self.style)
    }

    fn plan_of(&self) -> &Plan {
        self.whole.plan
    }

    /// A task by its id and name, with its place.
    fn title(
        &self,
        indent: usize,
        ix: TaskIx,
        paint: Paint,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let task = self.plan_of().task(ix);
        let id = self.paint(&sanitize(task.label()), paint);
        let name = task.name.given().filter(|_| task.id().is_some());
        let text = match name {
            Some(name) => format!("{id} {}", sanitize(&shorten(&name.value, NAME))),
            None => id,
        };
        let place = brief_place(self.whole.sources, task.place(), None);
        let place = self.paint(&place, DIM);
        wrap::write_with(&text, &place, indent, indent + 2, self.style, out)
    }

    fn days(&self, count: i64, ix: TaskIx) -> Arg {
        let inherited = self
            .plan_of()
            .inherited(ix, |task| task.calendar.value())
            .map(|(_, name)| &**name);
        let of_plan = self.plan_of().meta.calendar.value().map(|name| &**name);
        days_in(count, inherited.or(of_plan).unwrap_or("every-day"))
    }

    fn leaf(&self, ix: TaskIx, out: &mut dyn Write) -> io::Result<()> {
        self.title(0, ix, BOLD, out)?;
        let Some(early) = self.course.early(ix) else {
            return self.unknown(ix, out);
        };
        self.dates(ix, early, out)?;
        if self.course.is_done(ix) {
            return self.line(2, &say!(en: "it is done", zh: "已完成"), out);
        }
        self.held(2, ix, out)?;
        self.floats(ix, out)?;
        self.waiting(ix, out)
    }

    /// When it takes place by the schedule, and what is written where that is another day.
    fn dates(&self, ix: TaskIx, early: Dates, out: &mut dyn Write) -> io::Result<()> {
        let window = self.whole.schedule.window(ix);
        let days = self.whole.schedule.days[ix.index()];
        let (start, finish) = (early.start, early.finish);
        let text = match (days, window.is_computed()) {
            (Some(0), _) => say!(en: "milestone on {day}", zh: "里程碑，{day}", day = finish),
            (Some(days), true) => say!(
                en: "{start} to {finish}, {days}: the dates follow",
                zh: "{start} 到 {finish}，{days}，日期为推算",
                start = start,
                finish = finish,
                days = self.days(days, ix),
            ),
            (Some(days), false) => say!(
                en: "{start} to {finish}, {days}",
                zh: "{start} 到 {finish}，{days}",
                start = start,
                finish = finish,
                days = self.days(days, ix),
            ),
            (None, _) => say!(
                en: "{start} to {finish}",
                zh: "{start} 到 {finish}",
                start = start,
                finish = finish,
            ),
        };
        self.line(2, &text, out)?;
        let written = window.days().filter(|_| !window.is_computed());
        if let Some((first, last)) = written
            && (first, last) != (start, finish)
        {
            let text = match self.course.basis() {
                Basis::Logic => written_otherwise(first, last),
                Basis::Planned | Basis::Forecast(_) => say!(
                    en: "the plan says {first} to {last}, which cannot be kept",
                    zh: "计划写的是 {first} 到 {last}，无法做到",
                    first = first,
                    last = last,
                ),
            };
            self.line(2, &text, out)?;
        }
        if self.course.is_at_least(ix) {
            let text = say!(
                en: "or later: nobody can tell when something that it waits for takes place",
                zh: "或更晚：它所等待的工作中，有的无从得知何时进行",
            );
            self.line(2, &text, out)?;
        }
        if let Some(day) = self.forecast.as_ref().and_then(|course| course.early(ix))
            && day.finish != finish
            && let Some(status) = self.whole.status
        {
            let text = say!(
                en: "as things stood on {status}, it will finish on {day}",
                zh: "按 {status} 的进度，将于 {day} 完成",
                status = status,
                day = day.finish,
            );
            self.line(2, &text, out)?;
        }
        Ok(())
    }

    fn unknown(&self, ix: TaskIx, out: &mut dyn Write) -> io::Result<()> {
        let text = if self.plan_of().task(ix).pending.value().is_some() {
            say!(
                en: "it has no dates, and its estimate is not settled (`pending`)",
                zh: "没有日期，时间尚未确定（`pending`）",
            )
        } else {
            say!(
                en: "nobody can tell when it takes place; planlint check says what is missing",
                zh: "无从得知何时进行；缺少什么，见 planlint check",
            )
        };
        self.line(2, &text, out)
    }

    /// What holds it, and what holds that, down to a date that nothing is behind.
    fn held(&self, indent: usize, ix: TaskIx, out: &mut dyn Write) -> io::Result<()> {
        let (mut at, mut steps, mut indent) = (ix, 0, indent);
        loop {
            let holders = self.course.holders(at);
            self.holders(indent, at, &holders, out)?;
            // Of several the first goes on; they are links before dates.
            let next = holders.iter().find_map(|holder| {
                let behind = self.course.behind(*holder);
                behind.first().copied()
            });
            let Some(next) = next else {
                return Ok(());
            };
            steps += 1;
            if steps > STEPS {
                let text = say!(
                    en: "and so on, over more steps; planlint why {task} goes on from here",
                    zh: "此前还有若干步；planlint why {task} 可从这里继续",
                    task = self.plan_of().task(next),
                );
                return self.line(indent, &text, out);
            }
            if self.style.frames {
                indent = (indent + 2).min(self.style.width / 3);
            } else {
                indent += 2;
            }
            self.step(indent, next, out)?;
            indent += 2;
            at = next;
        }
    }

    /// A task on the way, with its days.
    fn step(&self, indent: usize, ix: TaskIx, out: &mut dyn Write) -> io::Result<()> {
        self.title(indent, ix, BOLD, out)?;
        let Some(early) = self.course.early(ix) else {
            return Ok(());
        };
        let text = if early.start == early.finish {
            say!(en: "on {day}", zh: "{day}", day = early.start)
        } else {
            say!(
                en: "{start} to {finish}",
                zh: "{start} 到 {finish}",
                start = early.start,
                finish = early.finish,
            )
        };
        self.line(indent + 2, &text, out)
    }

    fn holders(
        &self,
        indent: usize,
        ix: TaskIx,
        holders: &[Holder],
        out: &mut dyn Write,
    ) -> io::Result<()> {
        for holder in holders.iter().take(HOLDERS) {
            self.holder(indent, ix, *holder, out)?;
        }
        match holders.len().saturating_sub(HOLDERS) {
            0 => Ok(()),
            more => self.line(
                indent,
                &say!(
                    en: "and by {more} more, as long",
                    zh: "另有 {more} 项同样决定它",
                    more = more,
                ),
                out,
            ),
        }
    }

    fn holder(
        &self,
        indent: usize,
        ix: TaskIx,
        holder: Holder,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let task = self.plan_of().task(ix);
        match holder {
            Holder::Link {
                task: other,
                link,
                lag,
                of,
            } => {
                let text = self.link(other, link, lag, (of != ix).then_some(of));
                let entry = self.plan_of().task(of).depends_on.iter().find(|entry| {
                    let target = self.plan_of().find(&entry.target.value);
                    target == Some(other) && entry.link == link && entry.lag == lag
                });
                match entry {
                    Some(entry) => self.placed(indent, &text, entry.span, out),
                    None => self.line(indent, &text, out),
                }
            }
            Holder::PhaseOrder(phase) => {
                let day = self.event(phase, true);
                let text = say!(
                    en: "held by the order of phases: phase {phase} finishes on {day}",
                    zh: "由阶段顺序决定：阶段 {phase} 于 {day} 完成",
                    phase = self.plan_of().task(phase),
                    day = day,
                );
                self.line(indent, &text, out)
            }
            Holder::Typed => {
                let window = self.whole.schedule.window(ix);
                let text = match window.start {
                    Some(start) => say!(
                        en: "held by its typed start, {day}",
                        zh: "由写明的开始日期 {day} 决定",
                        day = start.day,
                    ),
                    None => say!(en: "held by its typed start", zh: "由写明的开始日期决定"),
                };
                let span = window.start.map_or(task.place(), |start| start.span);
                self.placed(indent, &text, span, out)
            }
            Holder::Status => {
                let text = match self.course.basis() {
                    Basis::Forecast(day) => say!(
                        en: "held by the status date, {day}: what is not done goes on after it",
                        zh: "由状态日期 {day} 决定：未完成的工作在此之后进行",
                        day = day,
                    ),
                    Basis::Planned | Basis::Logic => {
                        say!(en: "held by the status date", zh: "由状态日期决定")
                    }
                };
                self.line(indent, &text, out)
            }
            Holder::Origin => {
                let text = match self.course.origin() {
                    Some(day) => say!(
                        en: "the plan begins on {day}",
                        zh: "计划从 {day} 开始",
                        day = day,
                    ),
                    None => say!(en: "the plan begins there", zh: "计划从这里开始"),
                };
                match self.plan_of().meta.start.given() {
                    Some(start) => self.placed(indent, &text, start.span, out),
                    None => self.line(indent, &text, out),
                }
            }
        }
    }

    /// A dependency that holds a task, by itself or by a group that it is in.
    fn link(&self, other: TaskIx, link: Link, lag: i64, of: Option<TaskIx>) -> Message {
        let finishes = matches!(link, Link::FinishStart | Link::FinishFinish);
        let day = self.event(other, finishes);
        let (other, link) = (self.plan_of().task(other), code(tied(link, lag)));
        match (finishes, of.map(|of| self.plan_of().task(of))) {
            (true, None) => say!(
                en: "held by {other} ({link}), which finishes on {day}",
                zh: "由 {other}（{link}）决定，其于 {day} 完成",
                other = other,
                link = link,
                day = day,
            ),
            (false, None) => say!(
                en: "held by {other} ({link}), which starts on {day}",
                zh: "由 {other}（{link}）决定，其于 {day} 开始",
                other = other,
                link = link,
                day = day,
            ),
            (true, Some(of)) => say!(
                en: "held by {other} ({link}), for which {of} waits, and which finishes on {day}",
                zh: "由 {of} 的前置任务 {other}（{link}）决定，其于 {day} 完成",
                other = other,
                link = link,
                of = of,
                day = day,
            ),
            (false, Some(of)) => say!(
                en: "held by {other} ({link}), for which {of} waits, and which starts on {day}",
                zh: "由 {of} 的前置任务 {other}（{link}）决定，其于 {day} 开始",
                other = other,
                link = link,
                of = of,
                day = day,
            ),
        }
    }

    /// The day on which a task, or a group, starts or finishes by the schedule.
    fn event(&self, ix: TaskIx, finish: bool) -> Arg {
        let day = if finish {
            self.course.finish_of(ix)
        } else {
            self.course.start_of(ix)
        };
        day.map_or_else(
            || say!(en: "a day that is not known", zh: "未知的日期").into(),
            Arg::from,
        )
    }

    fn floats(&self, ix: TaskIx, out: &mut dyn Write) -> io::Result<()> {
        let at_least = self.course.float_is_at_least(ix);
        if self.course.is_critical(ix) {
            let text = say!(
                en: "it is on the longest path, which ends the plan",
                zh: "在最长路径上，决定计划的完成",
            );
            self.line(2, &text, out)?;
        }
        if let Some(total) = self.course.total_float(ix) {
            let days = self.days(total.abs(), ix);
            let text = match total {
                ..0 => say!(
                    en: "total float: none, and a deadline is missed by {days}",
                    zh: "总时差：无，且超过最后期限 {days}",
                    days = days,
                ),
                0 => say!(
                    en: "total float: none; if it slips, the plan ends later",
                    zh: "总时差：无；它一推迟，计划就推迟完成",
                ),
                _ if at_least => say!(
                    en: "total float: {days} at least; by so much it can slip before the plan ends later",
                    zh: "总时差：至少 {days}；推迟不超过这么多，计划不推迟完成",
                    days = days,
                ),
                _ => say!(
                    en: "total float: {days}; by so much it can slip before the plan ends later",
                    zh: "总时差：{days}；推迟不超过这么多，计划不推迟完成",
                    days = days,
                ),
            };
            self.line(2, &text, out)?;
        }
        // Of what nothing waits for, it is the same.
        let free = self
            .course
            .free_float(ix)
            .filter(|_| !self.course.waiting_for(ix).is_empty());
        if let Some(free) = free {
            let text = if free == 0 {
                say!(
                    en: "free float: none; if it slips, something else has to",
                    zh: "自由时差：无；它一推迟，就影响其他工作",
                )
            } else {
                say!(
                    en: "free float: {days}; by so much it can slip before anything else has to",
                    zh: "自由时差：{days}；推迟不超过这么多，不影响其他工作",
                    days = self.days(free, ix),
                )
            };
            self.line(2, &text, out)?;
        }
        if self.course.basis() != Basis::Planned {
            return Ok(());
        }
        let drift = self
            .course
            .drift(&self.logic, ix)
            .filter(|drift| *drift > 0);
        if let (Some(drift), Some(logic)) = (drift, self.logic.early(ix)) {
            let text = say!(
                en: "by links alone it could start on {day}, {days} sooner",
                zh: "只按前置关系，可于 {day} 开始，提前 {days}",
                day = logic.start,
                days = self.days(drift, ix),
            );
            self.line(2, &text, out)?;
        }
        Ok(())
    }

    fn waiting(&self, ix: TaskIx, out: &mut dyn Write) -> io::Result<()> {
        let waiting = self.course.waiting_for(ix);
        if waiting.is_empty() {
            let text = say!(en: "nothing waits for it", zh: "没有工作等待它");
            return self.line(2, &text, out);
        }
        let text = if waiting.len() == 1 {
            say!(en: "1 waits for it:", zh: "有 1 项等待它：")
        } else {
            say!(
                en: "{count} wait for it:",
                zh: "有 {count} 项等待它：",
                count = waiting.len(),
            )
        };
        self.line(2, &text, out)?;
        for one in waiting.iter().take(LISTED) {
            self.line(4, &self.successor(ix, one), out)?;
        }
        self.more(4, waiting.len(), out)
    }

    fn more(&self, indent: usize, count: usize, out: &mut dyn Write) -> io::Result<()> {
        match count.saturating_sub(LISTED) {
            0 => Ok(()),
            more => self.line(
                indent,
                &say!(en: "and {more} more", zh: "另有 {more} 项", more = more),
                out,
            ),
        }
    }

    fn successor(&self, ix: TaskIx, waiting: &Waiting) -> Message {
        let who = self.plan_of().task(waiting.task);
        let of = (waiting.of != ix).then(|| self.plan_of().task(waiting.of));
        let link = code(tied(waiting.link, waiting.lag));
        let days = waiting.slack.map(|slack| self.days(slack, ix));
        match (waiting.by_order, of, waiting.slack, days) {
            (true, _, Some(0), _) => say!(
                en: "phase {who}, by the order of phases, as soon as it slips",
                zh: "阶段 {who}（阶段顺序）：它一推迟就受影响",
                who = who,
            ),
            (true, _, _, Some(days)) => say!(
                en: "phase {who}, by the order of phases, once it slips by more than {days}",
                zh: "阶段 {who}（阶段顺序）：推迟超过 {days}才受影响",
                who = who,
                days = days,
            ),
            (true, _, _, None) => say!(
                en: "phase {who}, by the order of phases",
                zh: "阶段 {who}（阶段顺序）",
                who = who,
            ),
            (false, None, Some(0), _) => say!(
                en: "{who} ({link}), as soon as it slips",
                zh: "{who}（{link}）：它一推迟就受影响",
                who = who,
                link = link,
            ),
            (false, None, _, Some(days)) => say!(
                en: "{who} ({link}), once it slips by more than {days}",
                zh: "{who}（{link}）：推迟超过 {days}才受影响",
                who = who,
                link = link,
                days = days,
            ),
            (false, None, _, None) => say!(
                en: "{who} ({link})",
                zh: "{who}（{link}）",
                who = who,
                link = link,
            ),
            (false, Some(of), Some(0), _) => say!(
                en: "{who} ({link} of {of}), as soon as it slips",
                zh: "{who}（等待 {of}，{link}）：它一推迟就受影响",
                who = who,
                link = link,
                of = of,
            ),
            (false, Some(of), _, Some(days)) => say!(
                en: "{who} ({link} of {of}), once it slips by more than {days}",
                zh: "{who}（等待 {of}，{link}）：推迟超过 {days}才受影响",
                who = who,
                link = link,
                of = of,
                days = days,
            ),
            (false, Some(of), _, None) => say!(
                en: "{who} ({link} of {of})",
                zh: "{who}（等待 {of}，{link}）",
                who = who,
                link = link,
                of = of,
            ),
        }
    }

    fn group(&self, ix: TaskIx, out: &mut dyn Write) -> io::Result<()> {
        self.title(0, ix, BOLD, out)?;
        let (Some(start), Some(finish)) = (self.course.start_of(ix), self.course.finish_of(ix))
        else {
            return self.unknown(ix, out);
        };
        let text = say!(
            en: "{start} to {finish}",
            zh: "{start} 到 {finish}",
            start = start,
            finish = finish,
        );
        self.line(2, &text, out)?;
        let ending = self.course.ending(ix);
        if ending.is_empty() {
            let text = say!(
                en: "its finish is the one that it declares, or that a link of its own asks for",
                zh: "完成日期由自己写明，或由自己的前置关系决定",
            );
            return self.line(2, &text, out);
        }
        let text = say!(
            en: "it finishes with {tasks}",
            zh: "随 {tasks} 完成",
            tasks = list(ending.iter().map(|leaf| self.plan_of().task(*leaf)), LISTED),
        );
        self.line(2, &text, out)?;
        let Some(last) = ending.first() else {
            return Ok(());
        };
        self.step(4, *last, out)?;
        self.held(6, *last, out)
    }

    fn plan(&self, out: &mut dyn Write) -> io::Result<()> {
        let Some(finish) = self.course.finish() else {
            let text = say!(
                en: "nobody can tell when the plan ends: no date in it is known",
                zh: "无从得知计划何时完成：没有任何已知的日期",
            );
            return self.line(0, &text, out);
        };
        self.finish(finish, out)?;
        let mut path: Vec<TaskIx> = self.course.longest_path().collect();
        path.sort_by_key(|ix| std::cmp::Reverse(self.course.early(*ix).map(|days| days.start)));
        let breaks: Vec<TaskIx> = self.course.breaks().collect();
        writeln!(out)?;
        let text = say!(
            en: "the longest path, from its end:",
            zh: "最长路径，从末端起：",
        );
        self.line(0, &text, out)?;
        for ix in path.iter().take(STEPS) {
            self.step(2, *ix, out)?;
            self.holders(4, *ix, &self.course.holders(*ix), out)?;
            if breaks.contains(ix) {
                let text = say!(
                    en: "a break: nothing but this date holds it, so what comes before does not move the end",
                    zh: "断点：只由这个日期决定，之前的工作不影响计划的完成",
                );
                let text = self.paint(&sanitize(&text.text(self.style.lang)), YELLOW);
                wrap::write(&text, 4, 6, self.style, out)?;
            }
            if let Some(drag) = self.course.drag(*ix).filter(|drag| *drag > 0) {
                let text = say!(
                    en: "without it the plan would end {days} sooner",
                    zh: "没有它，计划可提前 {days}完成",
                    days = self.days(drag, *ix),
                );
                self.line(4, &text, out)?;
            }
        }
        if path.len() > STEPS {
            let text = say!(
                en: "and {more} more tasks before that; planlint show --format json has them all",
                zh: "此前还有 {more} 个任务；全部见 planlint show --format json",
                more = path.len() - STEPS,
            );
            self.line(2, &text, out)?;
        }
        writeln!(out)?;
        self.reckoning(out)
    }

    /// When the plan ends, by each schedule that says something else.
    fn finish(&self, finish: Day, out: &mut dyn Write) -> io::Result<()> {
        let text = match self.course.basis() {
            Basis::Planned => say!(
                en: "the plan ends on {day}",
                zh: "计划于 {day} 完成",
                day = finish,
            ),
            Basis::Forecast(status) => say!(
                en: "as things stood on {status}, the plan will end on {day}",
                zh: "按 {status} 的进度，计划将于 {day} 完成",
                status = status,
                day = finish,
            ),
            Basis::Logic => say!(
                en: "by links alone the plan would end on {day}",
                zh: "只按前置关系，计划可于 {day} 完成",
                day = finish,
            ),
        };
        let text = self.paint(&sanitize(&text.text(self.style.lang)), BOLD);
        wrap::write(&text, 0, 2, self.style, out)?;
        if let Some(deadline) = self.plan_of().meta.deadline.given()
            && finish > deadline.value
        {
            let text = say!(
                en: "its deadline was {day}",
                zh: "最后期限是 {day}",
                day = deadline.value,
            );
            let text = self.paint(&sanitize(&text.text(self.style.lang)), RED);
            wrap::write(&text, 2, 4, self.style, out)?;
        }
        if let Some(day) = self.forecast.as_ref().and_then(Course::finish)
            && let Some(status) = self.whole.status
            && day != finish
        {
            let text = say!(
                en: "as things stood on {status}, it will end on {day}",
                zh: "按 {status} 的进度，将于 {day} 完成",
                status = status,
                day = day,
            );
            self.line(2, &text, out)?;
        }
        if let Some(day) = self.logic.finish()
            && self.course.basis() == Basis::Planned
            && day != finish
        {
            let text = say!(
                en: "by links alone it would end on {day}",
                zh: "只按前置关系，可于 {day} 完成",
                day = day,
            );
            self.line(2, &text, out)?;
        }
        Ok(())
    }

    /// How much of the plan is held by what.
    fn reckoning(&self, out: &mut dyn Write) -> io::Result<()> {
        let (mut open, mut links, mut order, mut dates, mut others) =
            (0_usize, 0_usize, 0_usize, 0_usize, 0_usize);
        for (ix, _) in self.plan_of().leaves() {
            if self.whole.schedule.state(ix).done || self.course.early(ix).is_none() {
                continue;
            }
            open += 1;
            let holders = self.course.holders(ix);
            let has = |is: fn(&Holder) -> bool| holders.iter().any(is);
            if has(|holder| matches!(holder, Holder::Link { .. })) {
                links += 1;
            } else if has(|holder| matches!(holder, Holder::PhaseOrder(_))) {
                order += 1;
            } else if has(|holder| *holder == Holder::Typed) {
                dates += 1;
            } else {
                others += 1;
            }
        }
        let text = say!(
            en: "open tasks with dates: {open}. Held by links: {links}; by the order of phases: {order}; by nothing but a typed date: {dates}; by where the plan begins or the status date: {others}",
            zh: "有日期的未完成任务：{open} 个。由前置关系决定：{links} 个；由阶段顺序决定：{order} 个；只由写明的日期决定：{dates} 个；由计划起点或状态日期决定：{others} 个",
            open = open,
            links = links,
            order = order,
            dates = dates,
            others = others,
        );
        self.line(0, &text, out)
    }
}

fn written_otherwise(first: Day, last: Day) -> Message {
    say!(
        en: "the plan says {first} to {last}",
        zh: "计划写的是 {first} 到 {last}",
        first = first,
        last = last,
    )
}

/// A link as planners write it: `FS`, `SS+2`, `FF-1`.
fn tied(link: Link, lag: i64) -> String {
    match lag {
        0 => link.name().to_owned(),
        _ => format!("{}{lag:+}", link.name()),
    }
}
