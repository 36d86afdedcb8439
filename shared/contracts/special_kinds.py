"""Kinds of appeal within a kind that have a term of their own: closed here, their terms are data in `shared/law`."""

from enum import StrEnum


class SpecialKind(StrEnum):
    """Codes of the operating system's type list of 2022; no article of the Code names them."""

    TAXPAYER_COMPLAINT = "taxpayer_complaint"
    MONITORED_TAXPAYER_COMPLAINT = "monitored_taxpayer_complaint"
    STATE_SERVICE_COMPLAINT = "state_service_complaint"
    LAWYER_INQUIRY = "lawyer_inquiry"
    MEDIA_INQUIRY = "media_inquiry"
    BAILIFF_INQUIRY = "bailiff_inquiry"
    NOTARY_INQUIRY = "notary_inquiry"
    DECLASSIFICATION_INQUIRY = "declassification_inquiry"
    INFORMATION_INQUIRY = "information_inquiry"
    REPRESSION_REHABILITATION = "repression_rehabilitation"
