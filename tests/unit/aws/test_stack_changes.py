import pytest

from eda_core.aws.deployment.cloudformation import MOST_POLLS
from eda_core.aws.deployment.stack_changes import deploy, destroy, log_levels, status
from eda_core.aws.failures.refusal import AwsFailure, FailureKind
from eda_core.domain.deployment import ProgressKind, WantedStack
from tests.unit.aws.scripted_stacks import ScriptedStacks

NO_UPDATES = AwsFailure("AWS refuses: No updates are to be performed.", code="ValidationError")


def deployed(stacks, wanted=WantedStack()):  # noqa: B008 - frozen
    return list(deploy(stacks, wanted, stacks.wait))


def destroyed(stacks):
    return list(destroy(stacks, stacks.wait))


def parameters(stacks, operation):
    given = stacks.parameters(operation)["Parameters"]
    return {each["ParameterKey"]: each.get("ParameterValue", "as it was") for each in given}


def test_a_stack_that_is_not_there_is_created():
    stacks = ScriptedStacks()
    steps = deployed(stacks)
    assert steps[-1].kind is ProgressKind.DONE
    assert steps[-1].text == "The stack eda-demo stands: CREATE_COMPLETE."


def test_a_created_stack_carries_our_tag_and_its_name():
    stacks = ScriptedStacks()
    deployed(stacks)
    assert stacks.parameters("CreateStack")["Tags"][0]["Key"] == "eda-live:made-by"
    assert parameters(stacks, "CreateStack") == {"NamePrefix": "eda-demo"}


def test_each_event_is_told_once():
    texts = [step.text for step in deployed(ScriptedStacks())]
    assert sum("CREATE_IN_PROGRESS" in text for text in texts) == 1


def test_what_is_chosen_becomes_parameters():
    stacks = ScriptedStacks()
    wanted = WantedStack("me@example.org", "AWS_IAM", True, "INFO", execution_logs=True)
    deployed(stacks, wanted)
    assert parameters(stacks, "CreateStack") == {
        "NamePrefix": "eda-demo",
        "NotificationEmail": "me@example.org",
        "ApiAuthorization": "AWS_IAM",
        "IdempotentUpdateOrder": "true",
        "BusLogLevel": "INFO",
        "ExecutionLog": "ALL",
    }


@pytest.mark.parametrize(
    ("wanted", "deployed", "is_local", "level"),
    [
        (None, {}, False, "INFO"),
        (None, {"BusLogLevel": "ERROR"}, False, "ERROR"),
        ("OFF", {"BusLogLevel": "ERROR"}, False, "OFF"),
        (None, {}, True, "OFF"),
        ("TRACE", {}, True, "TRACE"),
    ],
)
def test_a_bus_logs_as_it_was_chosen_or_deployed(wanted, deployed, is_local, level):
    levels = log_levels(WantedStack(bus_logs=wanted), deployed, is_local=is_local)
    assert levels["BusLogLevel"] == level


def test_an_update_keeps_what_it_says_nothing_about():
    stacks = ScriptedStacks("CREATE_COMPLETE")
    deployed(stacks)
    given = parameters(stacks, "UpdateStack")
    assert given == {"NamePrefix": "eda-demo", "NotificationEmail": "as it was"}


def test_an_update_tells_only_its_own_events():
    texts = [step.text for step in deployed(ScriptedStacks("CREATE_COMPLETE"))]
    assert not any(text.startswith("CREATE_") for text in texts)
    assert texts[-1] == "The stack eda-demo stands: UPDATE_COMPLETE."


def test_a_second_deployment_says_nothing_to_do():
    stacks = ScriptedStacks("CREATE_COMPLETE")
    stacks.refusals["UpdateStack"] = NO_UPDATES
    (step,) = deployed(stacks)
    assert step.kind is ProgressKind.DONE
    assert "nothing to do" in step.text


def test_another_refusal_of_an_update_goes_on():
    stacks = ScriptedStacks("CREATE_COMPLETE")
    stacks.refusals["UpdateStack"] = AwsFailure("No.", kind=FailureKind.PERMISSION)
    with pytest.raises(AwsFailure, match="No"):
        deployed(stacks)


@pytest.mark.parametrize(
    "half_built",
    ["ROLLBACK_COMPLETE", "CREATE_FAILED", "ROLLBACK_FAILED", "DELETE_FAILED"],
)
def test_a_half_built_stack_is_deleted_and_made_again(half_built):
    stacks = ScriptedStacks(half_built)
    steps = deployed(stacks)
    assert stacks.names().index("DeleteStack") < stacks.names().index("CreateStack")
    assert half_built in steps[0].text
    assert steps[-1].kind is ProgressKind.DONE


@pytest.mark.parametrize("under_way", ["CREATE_IN_PROGRESS", "ROLLBACK_IN_PROGRESS"])
def test_a_change_under_way_is_watched_to_its_end(under_way):
    stacks = ScriptedStacks(under_way)
    stacks.coming = ["CREATE_COMPLETE"]
    stacks.refusals["UpdateStack"] = NO_UPDATES
    steps = deployed(stacks)
    assert "watching on" in steps[0].text
    assert "CreateStack" not in stacks.names()
    assert steps[-1].kind is ProgressKind.DONE


def test_a_rollback_under_way_is_watched_then_made_again():
    stacks = ScriptedStacks("ROLLBACK_IN_PROGRESS")
    stacks.coming = ["ROLLBACK_COMPLETE"]
    assert deployed(stacks)[-1].text.endswith("CREATE_COMPLETE.")


def test_a_deletion_under_way_is_watched_then_made_anew():
    stacks = ScriptedStacks("DELETE_IN_PROGRESS")
    stacks.coming = ["DELETE_COMPLETE"]
    assert deployed(stacks)[-1].text.endswith("CREATE_COMPLETE.")


@pytest.mark.parametrize("action", [deployed, destroyed])
def test_a_stack_of_somebody_else_is_left_alone(action):
    stacks = ScriptedStacks("ROLLBACK_COMPLETE", tags=[])
    (step,) = action(stacks)
    assert step.kind is ProgressKind.FAILED
    assert "somebody else made it" in step.text
    assert stacks.names() == ["DescribeStacks"]


def test_a_creation_that_breaks_says_what_broke_first():
    stacks = ScriptedStacks(
        create=("CREATE_IN_PROGRESS", "ROLLBACK_IN_PROGRESS", "ROLLBACK_COMPLETE")
    )
    stacks.reasons["ROLLBACK_IN_PROGRESS"] = "eda-demo already exists in 123456789012"
    last = deployed(stacks)[-1]
    assert last.kind is ProgressKind.FAILED
    assert "Bus: eda-demo already exists in ••••" in last.text
    assert "deploy --name eda-demo --region eu-central-1" in last.fix


def test_what_is_told_is_masked():
    stacks = ScriptedStacks(create=("CREATE_IN_PROGRESS", "ROLLBACK_COMPLETE"))
    stacks.reasons["CREATE_IN_PROGRESS"] = "arn:aws:iam::123456789012:role/x for me@example.org"
    assert not any("123456789012" in s.text or "me@" in s.text for s in deployed(stacks))


def test_an_update_that_cannot_go_on_is_said():
    (step,) = deployed(ScriptedStacks("UPDATE_ROLLBACK_FAILED"))
    assert (step.kind, "console" in step.fix) == (ProgressKind.FAILED, True)


def test_an_account_without_room_for_a_log_policy_is_told_beforehand():
    stacks = ScriptedStacks()
    stacks.policies = [{}] * 10
    (step,) = deployed(stacks)
    assert (step.kind, "10 resource policies" in step.text) == (ProgressKind.FAILED, True)
    assert "CreateStack" not in stacks.names()


def test_without_the_right_to_count_policies_it_is_tried():
    stacks = ScriptedStacks()
    stacks.refusals["DescribeResourcePolicies"] = AwsFailure("No.", kind=FailureKind.PERMISSION)
    assert deployed(stacks)[-1].kind is ProgressKind.DONE


def throttled(times):
    failure = AwsFailure("Slow down.", kind=FailureKind.THROTTLED, retry_after_ms=1000)
    return [failure] * times


def test_watching_outlasts_what_aws_turns_away_for_now():
    stacks = ScriptedStacks(create=("CREATE_IN_PROGRESS",) * 9 + ("CREATE_COMPLETE",))
    stacks.hiccups = throttled(5)
    assert deployed(stacks)[-1].kind is ProgressKind.DONE


def test_watching_ends_where_aws_turns_all_away():
    stacks = ScriptedStacks(create=("CREATE_IN_PROGRESS",) * 99)
    stacks.hiccups = throttled(99)
    with pytest.raises(AwsFailure, match="Slow down"):
        deployed(stacks)


def test_watching_ends_where_somebody_has_to_act():
    stacks = ScriptedStacks(create=("CREATE_IN_PROGRESS",) * 9)
    stacks.hiccups = [AwsFailure("Expired.", kind=FailureKind.EXPIRED)]
    with pytest.raises(AwsFailure, match="Expired"):
        deployed(stacks)


def test_watching_ends_some_time():
    stacks = ScriptedStacks(create=("CREATE_IN_PROGRESS",))
    assert deployed(stacks)[-1].kind is ProgressKind.FAILED
    assert stacks.waited == MOST_POLLS


def test_a_deletion_that_never_works_is_given_up():
    stacks = ScriptedStacks("ROLLBACK_COMPLETE", delete=("DELETE_IN_PROGRESS", "DELETE_FAILED"))
    steps = deployed(stacks)
    assert steps[-1].kind is ProgressKind.FAILED
    assert stacks.names().count("DeleteStack") == 1


def test_a_stack_that_never_rests_is_given_up():
    stacks = ScriptedStacks("UPDATE_IN_PROGRESS")
    steps = deployed(stacks)
    assert steps[-1].kind is ProgressKind.FAILED
    assert "does not come to rest" in steps[-1].text


def test_a_stack_is_destroyed():
    stacks = ScriptedStacks("CREATE_COMPLETE")
    last = destroyed(stacks)[-1]
    assert (last.kind, "is gone" in last.text) == (ProgressKind.DONE, True)


def test_a_second_destruction_says_nothing_there():
    (step,) = destroyed(ScriptedStacks())
    assert (step.kind, "nothing to delete" in step.text) == (ProgressKind.DONE, True)


def test_a_destruction_waits_for_what_is_under_way():
    stacks = ScriptedStacks("UPDATE_IN_PROGRESS")
    stacks.coming = ["UPDATE_COMPLETE"]
    assert destroyed(stacks)[-1].kind is ProgressKind.DONE


def test_a_destruction_under_way_is_watched_to_its_end():
    stacks = ScriptedStacks("DELETE_IN_PROGRESS")
    stacks.coming = ["DELETE_COMPLETE"]
    assert destroyed(stacks)[-1].kind is ProgressKind.DONE
    assert "DeleteStack" not in stacks.names()


def test_a_destruction_that_breaks_is_said_with_the_command():
    stacks = ScriptedStacks("CREATE_COMPLETE", delete=("DELETE_IN_PROGRESS", "DELETE_FAILED"))
    last = destroyed(stacks)[-1]
    assert (last.kind, "DELETE_FAILED" in last.text) == (ProgressKind.FAILED, True)
    assert "destroy" in last.fix


def test_events_that_are_gone_with_the_stack_stop_nothing():
    stacks = ScriptedStacks()
    stacks.refusals["DescribeStackEvents"] = AwsFailure("Gone.", kind=FailureKind.NOT_DEPLOYED)
    assert deployed(stacks)[-1].kind is ProgressKind.DONE


def test_events_that_cannot_be_read_stop_the_watching():
    stacks = ScriptedStacks()
    stacks.refusals["DescribeStackEvents"] = AwsFailure("No.", kind=FailureKind.PERMISSION)
    with pytest.raises(AwsFailure, match="No"):
        deployed(stacks)


def test_a_stack_that_cannot_be_asked_for_stops_the_deed():
    stacks = ScriptedStacks()
    stacks.refusals["DescribeStacks"] = AwsFailure("No.", kind=FailureKind.PERMISSION)
    with pytest.raises(AwsFailure, match="No"):
        destroyed(stacks)


def test_the_status_names_the_outputs():
    texts = [step.text for step in status(ScriptedStacks("CREATE_COMPLETE"))]
    assert texts == ["eda-demo: CREATE_COMPLETE", "TableName = eda-demo-orders", "It stands."]


def test_the_status_of_a_foreign_stack_says_so():
    texts = [step.text for step in status(ScriptedStacks("ROLLBACK_COMPLETE", tags=[]))]
    assert any("not ours" in text for text in texts)
    assert texts[-1] == "It is in ROLLBACK_COMPLETE."


def test_the_status_of_no_stack_is_how_to_make_one():
    (step,) = status(ScriptedStacks())
    assert step.kind is ProgressKind.FAILED
    assert step.fix.startswith("python -m eda_core deploy")
