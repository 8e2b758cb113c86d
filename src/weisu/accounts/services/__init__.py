"""What people and machines do at the door: one function each, signed, dated and recorded."""

from weisu.accounts.services.machine_keys import create_key, revoke_key, use_key
from weisu.accounts.services.opening import change_password, lift, open_sign_in, reset_second_step
from weisu.accounts.services.signing_in import (
    check_code,
    check_password,
    end_all_sessions,
    note_session_end,
    vouched,
)
from weisu.accounts.services.stepping import confirm_second_step, new_codes, propose_second_step, remove_second_step

__all__ = [
    "change_password",
    "check_code",
    "check_password",
    "confirm_second_step",
    "create_key",
    "end_all_sessions",
    "lift",
    "new_codes",
    "note_session_end",
    "open_sign_in",
    "propose_second_step",
    "remove_second_step",
    "reset_second_step",
    "revoke_key",
    "use_key",
    "vouched",
]
