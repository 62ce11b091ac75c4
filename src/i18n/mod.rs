//! Every sentence a resident reads, in three languages, complete by construction: a text without
//! all three does not compile.

#[cfg(feature = "ssr")]
pub mod boards;
#[cfg(feature = "ssr")]
pub mod documents;
pub mod figures;
pub mod names;
pub mod polls;
pub mod say;
pub mod stories;
mod texts;

use records::Lang;

pub use texts::TEXTS;

/// The words in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    /// Which.
    pub lang: Lang,
}

/// Declares texts: name, optional arguments, then Simplified Chinese, Traditional Chinese, English.
macro_rules! words {
    ($( $name:ident $( ( $($arg:ident),+ ) )? = $hans:literal, $hant:literal, $en:literal; )+) => {
        /// Name and the three texts of every entry, for tests.
        pub const TEXTS: &[(&str, [&str; 3])] = &[$((stringify!($name), [$hans, $hant, $en])),+];

        #[allow(missing_docs)]
        impl $crate::i18n::Words {
            $( words!(@one $name $( ( $($arg),+ ) )? $hans, $hant, $en); )+
        }
    };
    (@one $name:ident $hans:literal, $hant:literal, $en:literal) => {
        pub fn $name(self) -> &'static str {
            match self.lang {
                records::Lang::ZhHans => $hans,
                records::Lang::ZhHant => $hant,
                records::Lang::En => $en,
            }
        }
    };
    (@one $name:ident ( $($arg:ident),+ ) $hans:literal, $hant:literal, $en:literal) => {
        pub fn $name(self, $($arg: &str),+) -> String {
            match self.lang {
                records::Lang::ZhHans => format!($hans),
                records::Lang::ZhHant => format!($hant),
                records::Lang::En => format!($en),
            }
        }
    };
}
pub(crate) use words;

impl Words {
    /// What stands between two sentences: a space in English, nothing after a Chinese full stop.
    /// Nothing rather than an empty text, which would be published as a space.
    pub fn gap(self) -> Option<&'static str> {
        match self.lang {
            Lang::En => Some(" "),
            Lang::ZhHans | Lang::ZhHant => None,
        }
    }

    /// The words in `lang`.
    pub fn new(lang: Lang) -> Self {
        Words { lang }
    }
}

#[cfg(test)]
mod tests {
    use super::TEXTS;

    /// Texts of the app, and of the pages that are only read.
    fn all() -> impl Iterator<Item = &'static (&'static str, [&'static str; 3])> {
        #[cfg(feature = "ssr")]
        let documents = super::documents::TEXTS.iter().chain(super::boards::TEXTS);
        #[cfg(not(feature = "ssr"))]
        let documents = [].iter();
        #[cfg(feature = "ssr")]
        let said = super::say::TEXTS.iter().chain(super::say::BY_KIND);
        #[cfg(not(feature = "ssr"))]
        let said = [].iter();
        TEXTS
            .iter()
            .chain(super::stories::TEXTS)
            .chain(super::polls::TEXTS)
            .chain(documents)
            .chain(said)
    }

    #[test]
    fn no_text_is_empty_and_all_three_take_the_same_arguments() {
        for (name, texts) in all() {
            let arguments = |text: &str| {
                let mut found: Vec<String> = text
                    .split('{')
                    .skip(1)
                    .filter_map(|part| part.split('}').next().map(str::to_owned))
                    .collect();
                found.sort();
                found.dedup();
                found
            };
            for text in texts {
                assert!(!text.trim().is_empty(), "{name}");
                assert_eq!(arguments(text), arguments(texts[0]), "{name}");
            }
        }
    }

    #[test]
    fn english_texts_hold_no_han_and_chinese_ones_some() {
        let han = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        // Names of languages are written in their own.
        let exempt = [
            "lang_zh_hans",
            "lang_zh_hant",
            "lang_en",
            "list_comma",
            "item_amount",
            "language",
            "left_out_at",
            "ledger_row",
            "title_with_site",
            "line_title",
            "ended",
            "with_aside",
            "home_share",
            "clause_gap",
            "line_title_in",
            "points_from",
            "change_what",
            "report_item",
            "item_numbered",
            "question_heading",
            "board_pair",
            "colon",
        ];
        for (name, [hans, hant, en]) in all() {
            if !exempt.contains(name) {
                assert!(han(hans) && han(hant), "{name}");
                assert!(!han(en), "{name}");
            }
        }
    }

    #[test]
    fn traditional_texts_hold_no_character_that_only_simplified_has() {
        // The commonest characters that are written so in Simplified Chinese only.
        let simplified_only = "们个这说时国会长门问间见现给让认识话语读钱账费务样经过还进远运达迟选适递逾队阳阴陈际险随难电显标树机权条来构极楼检业严义买书亏产亿仅从仓价优传伤债储党关兴养军农决况减击创办动劳势华协单卖卫厂历压县双发变号吗启员响团园围图圆场坏块坚备复够头夺奖妇学宁宝实审宽宾对寻导将尔尽层属岁带帮广庄庆库应庙废开异张弯弹强归录态总恋恼悬惊惯愿扑执扩扫扬扰报担拟拥择挂换据数断无旧显术杂权条极栏样桥档梦楼欢欧步残毁汇汉汤沟没泪洁浅测济浏浑浓涂涛润涨渐渔湾湿满滚滞灭灯灵炉点热爱牵状独猎环现画畅疗盖盘盗监码矿础确离种积称稳穷竞笔筑签简粮紧纪纯纲纳纵纷纸级线组细终绍结绕绘绝统继续维综编缓缘缩罗罚职联肤胜脑脚脸节芦苏范荐药获营虑虽补装规视览觉订计讨训议讯记讲许论设访证评诉译试诗诚询该详误请诸课谁调谅谈谋谢谱贝负贡财责贤败货质购贮贯贴贵贷贸资赏赔赖赚赛赞赠赢趋踪车转轮软轻载较辆辈辑输辖辞辩边迁遗邮邻郑酱里钟钢铁铃银链销锁错键镇镜闪闭闲闹闻阅阔阶陆陕险隐雾静顶项顺须顾顿预领频题颜风飞饭饮饰馆马驱驾验骑骗鱼鲜鸟鸡黄齐龄龙";
        for (name, [_, hant, _]) in all() {
            if *name == "lang_zh_hans" {
                continue;
            }
            for c in hant.chars() {
                assert!(
                    !simplified_only.contains(c) || "逾里黄范步录".contains(c),
                    "{name}: {c} in {hant}"
                );
            }
        }
    }
}
