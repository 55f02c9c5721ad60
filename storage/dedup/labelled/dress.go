package labelled

import (
	"fmt"
	"strconv"
	"strings"
)

// dressPunctuation writes marks in full width for half width ones, or the other
// way round, and letters of other shapes.
func (c *copier) dressPunctuation() {
	pairs := []string{",", "，", ":", "：", "!", "！", "?", "？", "(", "（", ")", "）", ";", "；"}
	if c.chance(0.5) {
		for i := 0; i < len(pairs); i += 2 {
			pairs[i], pairs[i+1] = pairs[i+1], pairs[i]
		}
	}
	if c.chance(0.5) {
		for d := '0'; d <= '9'; d++ {
			pairs = append(pairs, string(d), string(d+'０'-'0'))
		}
	}
	pairs = append(pairs, "\"", "“", "'", "’", " - ", " – ")
	if spaced(c.voc.lang) {
		pairs = append(pairs, "  ", " ")
	}
	r := strings.NewReplacer(pairs...)
	for i, p := range c.text.Paragraphs {
		c.text.Paragraphs[i] = r.Replace(p)
	}
	c.text.Title = r.Replace(c.text.Title)
}

// reformatNumbers writes numbers in another way: 12,300 as 12300, 45% as 45
// percent, 7 as seven.
func (c *copier) reformatNumbers() {
	for i, p := range c.text.Paragraphs {
		ps := pieces(p)
		for k := range ps {
			if ps[k].kind == number {
				ps[k].text = c.otherFormat(ps[k].text)
			}
		}
		c.text.Paragraphs[i] = join(ps)
	}
	percent := map[string]string{"en": " percent", "zh": "个百分点", "ja": "パーセント", "de": " Prozent", "fr": " pour cent", "es": " por ciento", "ru": " процентов", "ko": "퍼센트"}
	for i, p := range c.text.Paragraphs {
		c.text.Paragraphs[i] = strings.ReplaceAll(p, "%", percent[c.voc.lang])
	}
}

var numberWords = map[string][]string{
	"en": {"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"},
	"zh": {"零", "一", "两", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"},
	"ja": {"零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"},
	"de": {"null", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf"},
}

func (c *copier) otherFormat(n string) string {
	plain := strings.ReplaceAll(n, ",", "")
	value, err := strconv.Atoi(plain)
	if err != nil || strconv.Itoa(value) != plain {
		return n
	}
	switch words := numberWords[c.voc.lang]; {
	case value < len(words):
		return words[value]
	case plain != n:
		return plain
	case value >= 10000 && !spaced(c.voc.lang) && value%100 == 0:
		return fmt.Sprintf("%g万", float64(value)/10000)
	case value >= 1000 && !(value >= 1900 && value < 2100):
		return fmt.Sprintf("%d,%03d", value/1000, value%1000)
	}
	return n
}

// respellNames writes half of the story's names in another way: a letter or a
// character differs, or the first name is gone.
func (c *copier) respellNames() {
	for i, name := range c.fixed {
		if i > 0 && c.chance(0.5) {
			continue
		}
		other := c.respell(name)
		for k, p := range c.text.Paragraphs {
			c.text.Paragraphs[k] = strings.ReplaceAll(p, name, other)
		}
		c.text.Title = strings.ReplaceAll(c.text.Title, name, other)
	}
}

func (c *copier) respell(name string) string {
	first, rest, two := strings.Cut(name, " ")
	if two && c.chance(0.4) {
		r := []rune(first)
		return string(r[:1]) + ". " + rest
	}
	r := []rune(name)
	if len(r) < 2 {
		return name
	}
	i := c.between(1, len(r)-1)
	if c.voc.chars != nil && runeKind(r[i]) == han {
		r[i] = one(c.draw, c.voc.chars)
		return string(r)
	}
	if c.chance(0.5) {
		return string(r[:i]) + string(r[i-1:i]) + string(r[i:])
	}
	return string(r[:i]) + string(r[i+1:])
}

// simplified and traditional stand for each other, character by character: common
// ones, enough to change every sentence.
const (
	simplifiedChars  = "万与专业东丝丢两严丧个丰临为丽举义乐习乡书买乱争于亏云产亲亿仅从仓仪们价众优会伞伟传伤伦伪体余佣侠侧侨俭债倾偿储儿兑兰关兴养兽内冈册写军农冯冲决况冻净凉减凑几凤凭凯击划刘则刚创删别刹剂剑剧劝办务动励劲劳势区医华协单卖卢卫却厂厅历厉压厌县叁参双发变叙叶号叹吓吗听启吴员呜咏响哑唤啸喷嘱团园围国图圆圣场坏块坚坛坝坟坠垄垒垦垫堕墙壮声壳处备复够头夸夹夺奋奖奥妆妇妈娱孙学宁宝实宠审宪宫宽宾寝对寻导寿将尔尘尝层属岁岂岗岛岭峡币帅师帐带帮库应庙庞废开异弃张弥弯弹强归当录彻径忆忧怀态怜总恋恳恶悦悬惊惧惨惩惯愤愿慑戏战户扑执扩扫扬扰抚抛抢护报担拟拥择挂挡挣挤挥损换据掷搁摄摆摇撑敌数断无旧时旷昙显晋晓晕暂术机杀杂权条来杨杰松极构枪枫柜标栋栏树样桥档梦检楼横欢欧殴残毕毙气汇汉汤沟没沪泪泽洁浅测济浓涛润涨渐渔渗温湾湿满滚滤滨滩潜灭灯灵灾炉炼烂热爱爷牵犹狱独狭狮猎猪环现玛玻琐电画畅疗疯痒痴盏盐监盖盘着睁矫矿码砖础硕确礼祸离种积称稳穷窃窍窜窝竞笔筑签简篮类粮紧约级纪纤纯纲纳纵纷纸纹线练组细织终绍经结绕绘给络绝统继绩续维绿缓编缘缩缴网罗罚罢联聪肃肠肤肾肿胀胁胆胜脉脏脑脸腾舰舱艺节芦苍苏范茎荐荡荣药莲获营萧蓝虏虑虚虫虽蚂补衬袭装见观规视览觉触誉计订认讨让训议讯记讲许论设访证评识诉词译试诗诚话诞询该详语误说请诸诺读课谁调谅谈谊谋谓谜谢谣谱谷贝负贡财责贤败货质贩贪贫购贮贯贵贷贸费贺贼资赋赌赏赔赖赚赛赞赠赢赶趋跃践踪车轨轮软轰轻载较辅辆辉输辖达迁过运还这进远违连迟适选递逻遗邓邮邻郑酱释里鉴针钉钓钟钢钱铁铃铅银链销锁锅锋错键镇镜长门闪闭问闯闲间闷闹闻阀阁阅阔队阳阴阵阶际陆陈险随隐难雾静页顶项顺须顾顿预领频题颜额风飞饥饭饮饰饱饼馆马驱驶驻驾骂骗验骑鱼鲁鲜鸟鸡鸣鸭鸿鹅麦黄齐齿龄龙"
	traditionalForms = "萬與專業東絲丟兩嚴喪個豐臨為麗舉義樂習鄉書買亂爭於虧雲產親億僅從倉儀們價眾優會傘偉傳傷倫偽體餘傭俠側僑儉債傾償儲兒兌蘭關興養獸內岡冊寫軍農馮衝決況凍淨涼減湊幾鳳憑凱擊劃劉則剛創刪別剎劑劍劇勸辦務動勵勁勞勢區醫華協單賣盧衛卻廠廳歷厲壓厭縣參參雙發變敘葉號嘆嚇嗎聽啟吳員嗚詠響啞喚嘯噴囑團園圍國圖圓聖場壞塊堅壇壩墳墜壟壘墾墊墮牆壯聲殼處備復夠頭誇夾奪奮獎奧妝婦媽娛孫學寧寶實寵審憲宮寬賓寢對尋導壽將爾塵嘗層屬歲豈崗島嶺峽幣帥師帳帶幫庫應廟龐廢開異棄張彌彎彈強歸當錄徹徑憶憂懷態憐總戀懇惡悅懸驚懼慘懲慣憤願懾戲戰戶撲執擴掃揚擾撫拋搶護報擔擬擁擇掛擋掙擠揮損換據擲擱攝擺搖撐敵數斷無舊時曠曇顯晉曉暈暫術機殺雜權條來楊傑鬆極構槍楓櫃標棟欄樹樣橋檔夢檢樓橫歡歐毆殘畢斃氣匯漢湯溝沒滬淚澤潔淺測濟濃濤潤漲漸漁滲溫灣濕滿滾濾濱灘潛滅燈靈災爐煉爛熱愛爺牽猶獄獨狹獅獵豬環現瑪玻瑣電畫暢療瘋癢癡盞鹽監蓋盤著睜矯礦碼磚礎碩確禮禍離種積稱穩窮竊竅竄窩競筆築簽簡籃類糧緊約級紀纖純綱納縱紛紙紋線練組細織終紹經結繞繪給絡絕統繼績續維綠緩編緣縮繳網羅罰罷聯聰肅腸膚腎腫脹脅膽勝脈臟腦臉騰艦艙藝節蘆蒼蘇範莖薦蕩榮藥蓮獲營蕭藍虜慮虛蟲雖螞補襯襲裝見觀規視覽覺觸譽計訂認討讓訓議訊記講許論設訪證評識訴詞譯試詩誠話誕詢該詳語誤說請諸諾讀課誰調諒談誼謀謂謎謝謠譜穀貝負貢財責賢敗貨質販貪貧購貯貫貴貸貿費賀賊資賦賭賞賠賴賺賽贊贈贏趕趨躍踐蹤車軌輪軟轟輕載較輔輛輝輸轄達遷過運還這進遠違連遲適選遞邏遺鄧郵鄰鄭醬釋裡鑑針釘釣鐘鋼錢鐵鈴鉛銀鏈銷鎖鍋鋒錯鍵鎮鏡長門閃閉問闖閒間悶鬧聞閥閣閱闊隊陽陰陣階際陸陳險隨隱難霧靜頁頂項順須顧頓預領頻題顏額風飛飢飯飲飾飽餅館馬驅駛駐駕罵騙驗騎魚魯鮮鳥雞鳴鴨鴻鵝麥黃齊齒齡龍"
)

var toTraditional = traditionalTable()

func traditionalTable() map[rune]rune {
	from, to := []rune(simplifiedChars), []rune(traditionalForms)
	if len(from) != len(to) {
		panic(fmt.Sprintf("%d simplified characters, %d traditional", len(from), len(to)))
	}
	table := make(map[rune]rune, len(from))
	for i, r := range from {
		if to[i] != r {
			table[r] = to[i]
		}
	}
	return table
}

// traditional writes a text in traditional characters.
func (c *copier) traditional() {
	write := func(r rune) rune {
		if t, ok := toTraditional[r]; ok {
			return t
		}
		return r
	}
	for i, p := range c.text.Paragraphs {
		c.text.Paragraphs[i] = strings.Map(write, p)
	}
	c.text.Title = strings.Map(write, c.text.Title)
}

// traditionalChars counts the characters of a text that would change.
func traditionalChars(text string) int {
	n := 0
	for _, r := range text {
		if _, ok := toTraditional[r]; ok {
			n++
		}
	}
	return n
}
