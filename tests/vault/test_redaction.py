import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vault.canary import ADDRESS, CANARY, ID_NUMBER, NAME, TELEPHONE
from weisu.vault.redaction import Source, redact, redact_many

MASKED = [
    # _case, what was typed, what is left
    ("mobile", "请打13812345678", "请打‹telephone›"),
    ("mobile with spaces", "电话 138 1234 5678。", "电话 ‹telephone›。"),
    ("mobile with dashes", "138-1234-5678", "‹telephone›"),
    ("mobile one by one", "1 3 8 1 2 3 4 5 6 7 8", "‹telephone›"),
    ("mobile over two lines", "1381234\n5678", "‹telephone›"),
    ("mobile with the country code", "+86 13812345678", "+‹telephone›"),
    ("mobile in full width", "１３８１２３４５６７８", "‹telephone›"),
    ("mobile spelt out", "一三八一二三四五六七八", "‹telephone›"),
    ("mobile spelt as on the telephone", "幺三八一二三四五六七八", "‹telephone›"),
    ("mobile spelt in part", "138一二三四5678", "‹telephone›"),
    ("mobile with invisible marks", "138\u200b1234\u200d5678", "‹telephone›"),
    ("mobile in circles", "①③⑧①②③④⑤⑥⑦⑧", "‹telephone›"),
    ("mobile in mathematical digits", "𝟏𝟑𝟖𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖", "‹telephone›"),
    ("mobile with stars", "138****5678", "‹telephone›"),
    ("two mobiles", "13812345678/13987654321", "‹telephone›/‹telephone›"),
    ("mobile before other digits", "138123456782022年", "‹telephone›2022年"),
    ("landline", "0914-2338613", "‹telephone›"),
    ("landline in brackets", "(0914)2338613", "(‹telephone›"),
    ("landline of a large city", "010 8888 6666", "‹telephone›"),
    ("landline without area code", "联系电话：2338613", "联系电话：‹telephone›"),
    ("service number", "400-800-1234", "‹telephone›"),
    ("identity number", "身份证11010519491231002X", "身份证‹id-number›"),
    ("identity number in pieces", "110105 19491231 002x", "‹id-number›"),
    ("old identity number", "身份证110105491231002", "身份证‹id-number›"),
    ("identity number in full width", "１１０１０５１９４９１２３１００２Ｘ", "‹id-number›"),
    ("passport", "护照E12345678", "护照‹document›"),
    ("mail", "邮箱:zhang.san@example.com。", "邮箱:‹e-mail›。"),
    ("mail with spaces", "zhang @ qq . com", "‹e-mail›"),
    ("mail in full width", "ｚｈａｎｇ＠ｑｑ．ｃｏｍ", "‹e-mail›"),
    ("plate", "车牌京A12345乱停", "车牌‹plate›乱停"),
    ("plate with a dot", "陕A·9C7E2", "‹plate›"),
    ("plate with spaces", "陕 A 9 C 7 E 2", "‹plate›"),
    ("plate of a new energy car", "粤BD12345停在消防通道", "‹plate›停在消防通道"),
    ("traditional plate", "滬A12345", "‹plate›"),
    ("bank card", "卡号6222021384567890123", "卡号‹bank-card›"),
    ("bank card in groups", "4111 1111 1111 1111", "‹bank-card›"),
    ("chat account", "加我QQ：123456789", "加我QQ：‹account›"),
    ("chat name", "微信号 wang_guilan88", "微信号 ‹account›"),
    ("house with estate", "我住翠竹园小区3号楼2单元501室", "我住‹address›"),
    ("house with road", "城北区柳荫路18号翠竹园6栋402", "城北区‹address›"),
    ("house by dashes", "阳光城3-2-501", "‹address›"),
    ("house of a village", "庾岭镇街坊村三组12号", "庾岭镇‹address›"),
    ("lane", "延安路1200弄35号502室", "‹address›"),
    ("traditional house", "翠竹園小區3號樓2單元501室", "‹address›"),
    ("name alone", "张伟", "‹name›"),
    ("uncommon name alone", "林清荷", "‹name›"),
    ("name on a line of its own", "请处理。\n王建国\n2022年", "请处理。\n‹name›\n2022年"),
    ("name after a cue", "我叫林清荷", "我叫‹name›"),
    ("name that runs on", "我叫林清荷我要投诉", "我叫‹name›我要投诉"),
    ("name in a field", "姓名：欧阳嫦英", "姓名：‹name›"),
    ("name with spaces", "联系人 刘 德 华", "联系人 ‹name›"),
    ("name with dashes", "张-三-丰不开门", "‹name›不开门"),
    ("traditional name", "業主張建國不在家", "業主‹name›不在家"),
    ("surname and title", "王阿姨和张师傅找李书记", "‹name›阿姨和‹name›师傅找‹name›书记"),
    ("name and title", "周翠芬女士来电", "‹name›女士来电"),
    ("compound surname", "欧阳嫦英老师上课", "‹name›老师上课"),
    ("officials", "李县长、刘镇长和王区长", "‹name›县长、‹name›镇长和‹name›区长"),
    ("name before a place", "村民王建国山坡上的树", "村民‹name›山坡上的树"),
    ("name cut wrongly", "给潘立华回电话,由林涵春负责", "给‹name›回电话,由‹name›负责"),
    ("somebody", "李某某与王某", "‹name›某某与‹name›某"),
    ("familiar", "老王和小李", "‹name›和‹name›"),
    ("name with a dot", "市民买买提·艾力反映", "市民‹name›反映"),
    ("name with two dots", "阿卜杜拉·买买提·吐尔逊来电", "‹name›来电"),
    ("Latin name", "My name is John Smith, hello", "My name is ‹name›, hello"),
    ("Latin name in Chinese", "外教 Mary Jane 投诉", "外教 ‹name› 投诉"),
    ("list of names", "张三、李四、王五联名", "‹name›、‹name›、‹name›联名"),
    ("name of a file", "林清荷身份证.jpg", "‹name›身份证.jpg"),
    ("name again without a sign", "我叫柳青松。柳青松的家", "我叫‹name›。‹name›的家"),
]
KEPT = [
    "业主应该得到答复,高峰期拥堵严重,请严格执行。",
    "语文老师、音乐老师和班主任都很负责。",
    "拨打12345热线或者110、12315。",
    "2022-05-09 10:23 至 2022年6月1日,共30天。",
    "工单编号20220509004,国办函〔2025〕66号。",
    "三室一厅、5座车、10号线、4月9号、一栋楼一张。",
    "人民路堵车,翠竹园小区没有电梯。",
    "万科·公园里的绿化。",
    "满意",
    "公正",
    "谢谢解答",
    "文明施工",
    "严格执行",
    "路基宽度",
    "左转",
    "路灯坏了",
    "马上处理",
    "没有电梯",
    "常年漏水",
    "高空抛物",
    "于法无据",
    "房屋漏水",
    "水管爆裂",
    "安全隐患",
    "非常满意",
    "道路积水",
    "全部解决",
    "高兴",
    "谢谢",
    "",
    "\n\n",
    "价格从0.24元涨到0.35元,含税12.5%。",
    "姓名:保密",
    "松雅湖、黄兴路和金凤山公园。",
    "负责人为成员的,落款为陕西省。",
]


@pytest.mark.parametrize(("case", "typed", "left"), MASKED, ids=[case[0] for case in MASKED])
def test_what_belongs_to_somebody_is_masked(case, typed, left):
    assert redact(typed).text == left


@pytest.mark.parametrize("typed", KEPT)
def test_plain_words_stay_readable(typed):
    assert redact(typed).text == typed


@pytest.mark.parametrize(
    ("known", "typed"),
    [
        ("阿珂", "阿 珂和阿-珂"),
        ("張建國", "张建国"),
        ("张建国", "張建國"),
        ("买买提·艾力", "买买提艾力"),
        ("Jonas Weber", "JONAS  WEBER 与 jonasweber"),
        ("13812345678", "前缀1381234567899"),
        ("+86 138 1234 5678", "①3812345678"),
        ("丁一", "丁一"),
        ("柳荫路18号", "柳蔭路１８号、柳荫路 18 号"),
    ],
)
def test_what_is_known_is_masked_however_it_is_written(known, typed):
    left = redact(typed, [known]).text
    assert set(left) <= set("‹masked›‹name›‹telephone›‹address›和与、前缀 99")


def test_spans_are_those_of_the_original():
    typed = "電話1\u200b3812345678，謝謝"
    redaction = redact(typed)
    assert [typed[span.start : span.end] for span in redaction.spans] == ["1\u200b3812345678"]
    assert [span.kind for span in redaction.spans] == ["telephone"]


def test_masking_again_changes_nothing():
    for _case, typed, _left in MASKED:
        once = redact(typed).text
        assert redact(once).text == once


def test_many_are_masked_as_if_each_stood_alone():
    typed = [text for _case, text, _left in MASKED] + KEPT
    together = redact_many([*(Source(text) for text in typed), None])
    assert together == [*(redact(text).text for text in typed), None]


@given(
    st.lists(
        st.text(alphabet=st.sampled_from("王建国张三丰·1358 -\n\u200b\ue000号楼单元我叫姓名：謝臺AaX@.")), max_size=4
    )
)
def test_no_text_breaks_it_and_neighbours_do_not_matter(texts):
    assert redact_many([Source(text) for text in texts]) == [redact(text).text for text in texts]


@given(st.text(max_size=60))
def test_any_text_can_be_masked(text):
    left = redact(text)
    assert "\x00" not in left.text
    assert all(0 <= span.start < span.end <= len(text) for span in left.spans)


AROUND = st.sampled_from(["", "你好，", "业主反映：", "abc ", "2022年5月", "\n", "\ue000", "（", "電話", "一", "和"])
BETWEEN = st.sampled_from(["", " ", "-", "  ", "\u200b", "\u00a0", "—", "\u3000", ".", "\u2060", "\n", "·"])


@settings(max_examples=300)
@given(canary=st.sampled_from([NAME, TELEPHONE, ID_NUMBER, ADDRESS]), before=AROUND, after=AROUND, between=BETWEEN)
def test_no_canary_survives_however_it_is_split(canary, before, after, between):
    left = redact(before + between.join(canary) + after, CANARY).text
    assert canary not in "".join(left.replace(between, "") if between else left)


@settings(max_examples=200)
@given(
    canary=st.sampled_from([TELEPHONE, ID_NUMBER]), between=BETWEEN, after=st.sampled_from(["", "，", "元", " ", "请"])
)
def test_a_number_nobody_knows_does_not_survive_either(canary, between, after):
    left = redact(f"号码：{between.join(canary)}{after}").text
    digits = "".join(character for character in left if character.isalnum())
    assert canary not in digits
