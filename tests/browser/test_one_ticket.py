"""Six people, six browsers, one ticket: from a requester's words to an end that the requester has confirmed."""

import pytest

from tests.browser.story import ASKED, STORY, WANG, Step, papers_in
from tests.conftest import REPOSITORY

PICTURES = REPOSITORY / "var" / "walks"
WALKS = [
    pytest.param("zh-hans", True, id="zh-Hans"),
    pytest.param("en", True, id="en"),
    pytest.param("zh-hans", False, id="zh-Hans-without-scripts"),
    pytest.param("en", False, id="en-without-scripts"),
]


class Walk:
    """One ticket and everybody who has to do with it."""

    def __init__(self, person, hotline, language, *, scripts):
        self.language = language
        self.hotline = hotline
        self.place = PICTURES / f"{language}{'' if scripts else '-without-scripts'}"
        names = dict.fromkeys([WANG, *(step.who for step in STORY)])
        self.people = {name: person(name, language=language, scripts=scripts) for name in names}
        self.pictures = 0

    def picture(self, person, name):
        """What this person sees now."""
        self.pictures += 1
        self.place.mkdir(parents=True, exist_ok=True)
        person.page.screenshot(path=self.place / f"{self.pictures:02d}-{person.name}-{name}.png", full_page=True)

    def ask(self):
        """The requester finds the public page and tells what is wrong; number and secret are shown once."""
        wang = self.people[WANG]
        wang.open("/public/")
        self.picture(wang, "start")
        wang.page.click("main a[href='/public/submit/']")
        wang.fill(papers_in(ASKED, self.language))
        self.picture(wang, "submit")
        wang.send()
        self.picture(wang, "received")
        self.number, self.secret = wang.page.locator(".slip dd").all_inner_texts()

    def take(self, step: Step):
        """One step by its person, through the buttons of their page."""
        self.hotline.wait(step.after)
        person = self.people[step.who]
        self.find(person)
        way = f"?way={step.way}" if step.way else ""
        self.unfold(person)
        person.page.click(f"main a.btn[href*='/{step.act}/{way}']")
        person.fill(papers_in(step.papers, self.language))
        self.picture(person, step.act)
        person.send()
        assert person.page.locator(".said-so .success").count() == 1, person.reads()
        self.picture(person, f"{step.act}-done")

    def find(self, person):
        """Staff open the ticket from their list; the requester shows number and secret."""
        if person.name == WANG:
            person.open("/public/track/")
            person.fill({"number": self.number, "secret": self.secret})
            person.send()
        else:
            person.open("/")
            person.page.click(f"main a[href='/tickets/{self.number}/']")

    def unfold(self, person):
        """Rarer steps lie behind "More"."""
        if person.page.locator("details.more").count():
            person.page.click("details.more summary")

    def stage(self):
        """What the badge beside the title says to the dispatcher."""
        zhou = self.people["dispatcher-zhou"]
        zhou.open(f"/tickets/{self.number}/")
        return zhou.page.locator(".page-head .stage").get_attribute("class").rpartition("stage--")[2]


@pytest.mark.parametrize(("language", "scripts"), WALKS)
def test_a_request_goes_from_the_requesters_words_to_a_confirmed_end(person, hotline, language, scripts):
    walk = Walk(person, hotline, language, scripts=scripts)

    walk.ask()
    for step in STORY:
        walk.take(step)
        assert walk.stage() == step.stage, step

    walk.find(walk.people[WANG])
    walk.picture(walk.people[WANG], "end")
    assert len(walk.people) == 6
