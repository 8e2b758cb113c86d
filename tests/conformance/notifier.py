"""What every notifier must do. Inherit `NotifierConformance`, give `notifier` and `arrived`, and run it with pytest."""

import pytest

from weisu.plugins import Message

KEY = "3f0e7c1c-3f0a-5b1e-9a55-77656973753a"


class NotifierConformance:
    """`notifier` is the one under test, `arrived` a function that lists the texts that have come through."""

    @pytest.fixture
    def message(self, notifier):
        """Something to say, to an address where one is needed."""
        to = {"email": "wang@city.test", "telephone": "13900000000"}.get(notifier.address, "")
        return Message(KEY, to, "已受理 20260105-0001", "您反映的问题已受理。A second sentence.")

    def test_it_says_what_address_it_needs(self, notifier):
        assert notifier.address in ("", "email", "telephone")
        assert notifier.repeats_safely in (True, False)

    def test_a_message_arrives_whole_and_leaves_a_receipt(self, notifier, message, arrived):
        receipt = notifier.send(message)

        assert isinstance(receipt, str)
        assert 0 < len(receipt) <= 200
        assert [message.body in text for text in arrived()] == [True]

    def test_two_messages_are_two(self, notifier, message, arrived):
        notifier.send(message)
        notifier.send(message._replace(key=KEY.replace("3", "4")))

        assert len(arrived()) == 2

    def test_what_repeats_safely_arrives_once_however_often_it_is_sent(self, notifier, message, arrived):
        for _ in range(3):
            notifier.send(message)

        assert len(arrived()) == (1 if notifier.repeats_safely else 3)
