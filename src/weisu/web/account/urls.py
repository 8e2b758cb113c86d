"""Signing in and out, one's own sign-in, and oversight of the door."""

from django.urls import path

from weisu.web.account import entry, oversight, provider, views

urlpatterns = [
    path("sign-in/", entry.sign_in, name="sign-in"),
    path("sign-in/code/", entry.code, name="second-step-code"),
    path("sign-in/provider/", provider.begin, name="provider"),
    path("sign-in/provider/back/", provider.back, name="provider-back"),
    path("sign-out/", entry.sign_out, name="sign-out"),
    path("account/", views.account, name="account"),
    path("account/password/", views.password, name="password"),
    path("account/second-step/", views.set_up, name="second-step"),
    path("account/second-step/codes/", views.new_codes, name="new-codes"),
    path("account/second-step/remove/", views.remove, name="remove-second-step"),
    path("account/sign-out-everywhere/", views.sign_out_everywhere, name="sign-out-everywhere"),
    path("account/door/", oversight.door, name="door"),
    path("account/door/<str:staff_id>/lift/", oversight.lift, name="lift"),
]
