//! Texts as they are searched: without case, and with the commonest Traditional characters as their
//! Simplified ones, so that either script finds both.

/// Traditional, then Simplified, pair by pair.
const PAIRS: &str = "們们個个這这說说時时國国會会長长門门問问間间見见現现給给讓让認认識识話话語语讀读錢钱費费務务帳账樣样經经過过還还進进遠远運运達达遲迟選选適适隊队陽阳陰阴陳陈際际險险隨随難难電电顯显標标樹树機机權权條条來来構构極极樓楼檢检業业嚴严義义買买書书虧亏產产億亿僅仅從从倉仓價价優优傳传傷伤債债儲储黨党關关興兴養养軍军農农決决況况減减擊击創创辦办動动勞劳勢势華华協协單单賣卖衛卫廳厅歷历壓压縣县雙双發发變变號号嗎吗啟启響响團团園园圍围圖图場场壞坏塊块堅坚備备復复夠够頭头奪夺獎奖婦妇學学寧宁寶宝實实審审寬宽賓宾對对尋寻導导將将爾尔盡尽層层屬属歲岁帶带幫帮廣广莊庄慶庆庫库應应廟庙廢废開开異异張张彎弯彈弹強强歸归錄录態态總总戀恋惱恼懸悬驚惊慣惯願愿撲扑執执擴扩掃扫揚扬擾扰報报擔担擬拟擁拥擇择掛挂換换據据數数斷断無无舊旧術术雜杂櫃柜欄栏橋桥檔档夢梦歡欢歐欧殘残毀毁匯汇漢汉湯汤溝沟沒没淚泪潔洁淺浅測测濟济瀏浏濃浓塗涂濤涛潤润漲涨漸渐漁渔灣湾濕湿滿满滾滚滯滞滅灭燈灯靈灵爐炉點点熱热愛爱牽牵狀状獨独獵猎環环暢畅療疗蓋盖盤盘盜盗監监碼码礦矿礎础確确離离種种積积稱称穩稳窮穷競竞筆笔築筑簽签簡简糧粮緊紧紀纪純纯綱纲納纳縱纵紛纷紙纸級级線线組组細细終终紹绍結结繞绕繪绘絕绝統统繼继續续維维綜综編编緩缓緣缘縮缩羅罗罰罚職职聯联膚肤勝胜腦脑腳脚臉脸節节蘆芦蘇苏範范薦荐藥药獲获營营慮虑雖虽補补裝装規规視视覺觉訂订計计討讨訓训議议訊讯記记講讲許许論论設设訪访證证評评訴诉譯译試试詩诗誠诚詢询該该詳详誤误請请諸诸課课誰谁調调諒谅談谈謀谋謝谢譜谱貝贝負负貢贡財财責责賢贤敗败貨货質质購购貯贮貫贯貼贴貴贵貸贷貿贸資资賞赏賠赔賴赖賺赚賽赛贊赞贈赠贏赢趨趋蹤踪車车轉转輪轮軟软輕轻載载較较輛辆輩辈輯辑輸输轄辖辭辞辯辩邊边遷迁遺遗郵邮鄰邻鄭郑醬酱鐘钟鋼钢鐵铁鈴铃銀银鏈链銷销鎖锁錯错鍵键鎮镇鏡镜閃闪閉闭閑闲鬧闹聞闻閱阅闊阔階阶陸陆隱隐霧雾靜静頂顶項项順顺須须顧顾頓顿預预領领頻频題题顏颜風风飛飞飯饭飲饮飾饰館馆馬马驅驱駕驾驗验騎骑騙骗魚鱼鮮鲜鳥鸟雞鸡黃黄齊齐齡龄龍龙裡里裏里臺台檯台採采迴回衝冲幹干鬆松麵面髮发製制週周係系繫系傢家隻只後后與与麼么為为於于亂乱兩两滅灭並并舉举輔辅兒儿";

/// A text as it is searched.
pub fn fold(text: &str) -> String {
    text.chars()
        .map(|c| {
            let mut pairs = PAIRS.chars();
            while let (Some(traditional), Some(simplified)) = (pairs.next(), pairs.next()) {
                if traditional == c {
                    return simplified;
                }
            }
            c.to_ascii_lowercase()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn either_script_and_either_case_find_the_same() {
        assert_eq!(fold("路燈"), fold("路灯"));
        assert_eq!(fold("樓梯間沒裝扶手"), "楼梯间没装扶手");
        assert_eq!(fold("Street LAMP"), "street lamp");
    }

    #[test]
    fn the_pairs_are_pairs_and_fold_once() {
        let letters: Vec<char> = PAIRS.chars().collect();
        assert_eq!(letters.len() % 2, 0);
        for pair in letters.chunks(2) {
            assert_ne!(pair[0], pair[1]);
            assert_eq!(fold(&pair[1].to_string()), pair[1].to_string(), "{pair:?}");
        }
    }
}
