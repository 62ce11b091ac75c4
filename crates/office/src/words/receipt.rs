//! What the desk is told about a receipt.

use records::envelope::Code;

use super::desk::{kind_name, state_name};
use super::{Wording, say};
use crate::desk::receipt::Receipt;

/// What a receipt's code stands for.
pub fn receipts(code: Code, found: &[Receipt], w: Wording) -> String {
    if found.is_empty() {
        return say!(
            w,
            "没有 {code} 这张回执。请对一遍：没有字母 I、L、O、U。",
            "There is no receipt {code}. Check it once more: it has no letters I, L, O or U."
        );
    }
    let lines = found.iter().map(|receipt| {
        let (kind, state) = (kind_name(receipt.kind, w), state_name(receipt.state, w));
        let points = receipt.points;
        let came = match receipt.day {
            Some(day) => say!(w, "{day} 收到", "received on {day}"),
            None => say!(w, "收到日期没有记下", "day of arrival not noted"),
        };
        let used = match &receipt.redeemed {
            Some(redeemed) => {
                let (date, reward) = (redeemed.date, &redeemed.reward.text);
                say!(
                    w,
                    "{date} 已经换过“{reward}”，不能再换",
                    "exchanged on {date} already, for “{reward}”"
                )
            }
            None => say!(w, "还没换过", "not exchanged yet"),
        };
        say!(
            w,
            "{code}：{kind}，{came}，{state}。值 {points} 分，{used}。",
            "{code}: {kind}, {came}, {state}. Worth {points} points, {used}."
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}
