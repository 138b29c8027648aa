"""The status with which each error code is answered."""

from collections.abc import Mapping
from typing import Final

CODES: Final[Mapping[int, str]] = {
    # What was sent cannot be read.
    400: """
        form_incomplete idempotency_key_missing not_json not_utf8 push_malformed receipts_malformed
    """,
    # Who sends it is not known, or not any more.
    401: """
        credential_missing device_new push_forged push_stale push_unsigned receipt_key_wrong session_expired
        staff_locked
    """,
    # It is not theirs to do.
    403: """
        chairs_the_hearing code_dead code_wrong csrf delegation_passed_on draft_post draft_second_person
        duties_separated end_needs_two enrolment_wrong forbidden last_four_needed last_four_wrong
        leader_signs_in_elsewhere not_your_post not_your_step own_case pin_wrong void_anothers void_needs_two
    """,
    # There is no such thing, or none for them.
    404: """
        batch_unknown branch_unknown card_unknown case_unknown certificate_unknown delegation_unknown
        document_unknown document_unverified draft_unknown edition_draft_unknown edition_unknown fee_unknown
        inquiry_unknown item_unknown link_forged link_malformed link_unknown link_unknown_key link_wrong_purpose
        no_batch not_found not_your_case notice_unknown papers_unknown procedure_unknown query_unknown
        receiver_unknown sign_in_unknown staff_unknown step_unknown survey_unknown upload_unknown
    """,
    405: "method_not_allowed",
    # The state of the thing does not allow it.
    409: """
        already_dispatched already_extended already_prolonged already_theirs answer_not_published
        answer_published_already branch_exists branch_heard card_closed carrier_not_official case_not_opened
        certificate_ended_already certificate_exists certificate_not_ended certificate_not_ready
        certificate_not_suspended certificate_suspended_already certificate_taken_away chair_is_reviewer changed
        collector_incomplete correction_after_acceptance correction_closed delegated_to_county document_served
        document_unopened dossier_changed draft_changed draft_conflicts draft_empty draft_goes_back draft_not_so_now
        draft_outdated draft_submitted draft_worn_out draft_wrong end_ground_not_so end_not_proposed
        end_proposed_already fee_is_due_already fee_not_overdue fee_not_told fee_notified_already
        first_review_missing glyph_missing hearing_day_differs hearing_may_be_requested hearing_not_called
        hearing_not_held hearing_not_offered hearing_not_requested hearing_offered_already hearing_over
        hearing_pending hearing_request_late hearing_requested_already holder_erased inquiry_not_so_now item_offline
        join_vetoed joint_review_closed joint_review_open kept_already last_branch limit_passed no_fee no_objection
        no_step_to_return_to not_an_instant_item not_possible_now not_rectified nothing_to_extend
        nothing_to_hand_over nothing_to_rectify nothing_was_sent notice_not_repeatable originals_unchecked
        own_admin_post parcel_event_stale parcel_under_way pickup_code_wrong pickup_unproved procedure_is_open
        procedure_not_allowed procedure_overran rated_already rating_too_early reference_exhausted reopened_already
        result_awaited result_needed second_correction_notice set_aside_already step_already_decided step_not_open
        survey_is_open table_missing tasks_without_owner void_not_proposed void_proposed_already waybill_unknown
    """,
    # It is over.
    410: "certificate_not_shown item_suspended link_expired link_reassigned link_replaced",
    413: "form_too_long payload_too_large push_too_large receipts_too_large",
    415: "unsupported_media_type",
    # What was sent can be read, and is wrong.
    422: """
        act_unknown amendment_unknown amendment_without_form attendance_unknown authority_unknown batch_empty
        batch_rows batch_rows_wrong call_unnoted callback_result_required carrier_unknown class_unknown
        correction_unexplained correction_without_rows date_far date_format date_future date_past day_unknown
        delegation_dates delegation_past delegation_too_long deputy_other_unit deputy_self deputy_unknown draft_id
        draft_unfounded edition_refused empty end_authority_unknown end_document_required end_ground_unknown
        end_not_later end_unknown export_kind extension_too_long fee_unpublished finding_required ground_unknown
        hearing_too_late hearing_too_soon idempotency_key_used identity_unseen invalid items_not_json items_shape
        items_too_large items_twice items_type level_unknown limit_unknown material_unknown minutes_required
        mobile_format month_unknown not_a_company not_a_holder nothing_to_send notice_arrival_unstated
        opinion_too_long order_required other_unit_unnamed outcome_required payment_receipt_required photo_unmatched
        pin_format pin_weak plate_format post_outside post_unknown quantity_unknown queue_without_holder
        rating_unknown reason_required reference_characters reference_check_character reference_length
        replacement_unknown resident_id_birth_date resident_id_birth_date_future resident_id_characters
        resident_id_check_digit resident_id_length result_required return_to_required sentence_unknown service_time
        service_unknown shown_required staff_name_shared survey_before_order table_broken table_columns table_empty
        table_encoding table_too_large table_too_many_rows table_type too_large too_many_on_a_waybill too_many_pages
        two_officers_needed unit_unknown uscc_characters uscc_check_character uscc_length waybill_format
        words_required words_too_long wrong_type
    """,
    423: "last_four_locked pin_locked",
    429: "too_many_requests",
    # A mistake of ours.
    500: """
        commit_too_large document_incomplete fact_unknown log_chain_broken rights_missing setting_missing
    """,
    # It may be tried again later.
    503: "case_busy no_edition sms_failed sms_unknown",
}
"""Codes by status, in the alphabet's order."""

STATUS: Final[Mapping[str, int]] = {code: status for status, codes in CODES.items() for code in codes.split()}
"""A code that is not here is a mistake of ours: 500."""
