using LfmSpec.Lab;

namespace LfmSpec.Testing.Tests;

/// <summary>Which shard the environment names: what engines really set, and what makes no sense.</summary>
[TestFixture]
public class ShardChoiceTests
{
    [TestCase("")]
    [TestCase("LFMSPEC_SHARD=")]
    [TestCase("SLURM_ARRAY_TASK_ID= CI_NODE_INDEX=")]
    [TestCase("JOB_COMPLETION_INDEX=3")]
    [TestCase("CI_NODE_TOTAL=1")]
    public void Nothing_is_split_where_nothing_says_so(string variables) => Assert.That(Read(variables), Is.EqualTo(ShardChoice.Whole));

    [TestCase("LFMSPEC_SHARD=2/4", "shard 2 of 4, from LFMSPEC_SHARD")]
    [TestCase("SLURM_ARRAY_TASK_ID=1 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_MAX=8 SLURM_ARRAY_TASK_STEP=1 SLURM_ARRAY_TASK_COUNT=8", "shard 1 of 8, from SLURM_ARRAY_TASK_ID")]
    [TestCase("SLURM_ARRAY_TASK_ID=8 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_MAX=8 SLURM_ARRAY_TASK_STEP=1 SLURM_ARRAY_TASK_COUNT=8", "shard 8 of 8, from SLURM_ARRAY_TASK_ID")]
    [TestCase("SLURM_ARRAY_TASK_ID=0 SLURM_ARRAY_TASK_MIN=0 SLURM_ARRAY_TASK_MAX=3 SLURM_ARRAY_TASK_STEP=1 SLURM_ARRAY_TASK_COUNT=4", "shard 1 of 4, from SLURM_ARRAY_TASK_ID")]
    [TestCase("SLURM_ARRAY_TASK_ID=15 SLURM_ARRAY_TASK_MIN=5 SLURM_ARRAY_TASK_MAX=20 SLURM_ARRAY_TASK_STEP=5 SLURM_ARRAY_TASK_COUNT=4", "shard 3 of 4, from SLURM_ARRAY_TASK_ID")]
    [TestCase("JOB_COMPLETION_INDEX=0 LFMSPEC_SHARDS=8", "shard 1 of 8, from JOB_COMPLETION_INDEX")]
    [TestCase("JOB_COMPLETION_INDEX=7 LFMSPEC_SHARDS=8", "shard 8 of 8, from JOB_COMPLETION_INDEX")]
    [TestCase("CI_NODE_INDEX=1 CI_NODE_TOTAL=3", "shard 1 of 3, from CI_NODE_INDEX")]
    [TestCase("CI_NODE_INDEX=3 CI_NODE_TOTAL=3", "shard 3 of 3, from CI_NODE_INDEX")]
    public void An_engine_says_which_shard_it_is(string variables, string announced) => Assert.That(Read(variables).ToString(), Is.EqualTo(announced));

    [TestCase("LFMSPEC_SHARD=1/1 CI_NODE_INDEX=2 CI_NODE_TOTAL=3")]
    [TestCase("SLURM_ARRAY_TASK_ID=7 SLURM_ARRAY_TASK_MIN=7 SLURM_ARRAY_TASK_MAX=7 SLURM_ARRAY_TASK_STEP=1 SLURM_ARRAY_TASK_COUNT=1")]
    [TestCase("JOB_COMPLETION_INDEX=0 LFMSPEC_SHARDS=1")]
    [TestCase("CI_NODE_INDEX=1 CI_NODE_TOTAL=1")]
    public void One_that_is_alone_runs_everything(string variables) => Assert.That(Read(variables).Shard.IsWhole, Is.True);

    [TestCase("LFMSPEC_SHARD=2/4 SLURM_ARRAY_TASK_ID=1", "LFMSPEC_SHARD")]
    [TestCase("SLURM_ARRAY_TASK_ID=2 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_MAX=2 SLURM_ARRAY_TASK_STEP=1 SLURM_ARRAY_TASK_COUNT=2 CI_NODE_INDEX=1 CI_NODE_TOTAL=2", "SLURM_ARRAY_TASK_ID")]
    [TestCase("JOB_COMPLETION_INDEX=0 LFMSPEC_SHARDS=2 CI_NODE_INDEX=1 CI_NODE_TOTAL=2", "JOB_COMPLETION_INDEX")]
    public void The_first_that_is_set_says_it(string variables, string source) => Assert.That(Read(variables).Source, Is.EqualTo(source));

    [TestCase("LFMSPEC_SHARD=0/4", "LFMSPEC_SHARD: '0/4' is no shard")]
    [TestCase("LFMSPEC_SHARD=5/4", "LFMSPEC_SHARD: '5/4' is no shard")]
    [TestCase("LFMSPEC_SHARD=some", "LFMSPEC_SHARD: 'some' is no shard")]
    [TestCase("SLURM_ARRAY_TASK_ID=3", "SLURM_ARRAY_TASK_ID is set and SLURM_ARRAY_TASK_MIN is not")]
    [TestCase("SLURM_ARRAY_TASK_ID=x SLURM_ARRAY_TASK_MIN=1", "SLURM_ARRAY_TASK_ID is 'x'")]
    [TestCase("SLURM_ARRAY_TASK_ID=3 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_MAX=7 SLURM_ARRAY_TASK_STEP=1 SLURM_ARRAY_TASK_COUNT=3", "SLURM_ARRAY_TASK_COUNT is 3")]
    [TestCase("SLURM_ARRAY_TASK_ID=9 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_MAX=8 SLURM_ARRAY_TASK_STEP=1 SLURM_ARRAY_TASK_COUNT=8", "SLURM_ARRAY_TASK_ID is 9")]
    [TestCase("SLURM_ARRAY_TASK_ID=1 SLURM_ARRAY_TASK_MIN=0 SLURM_ARRAY_TASK_MAX=6 SLURM_ARRAY_TASK_STEP=2 SLURM_ARRAY_TASK_COUNT=4", "SLURM_ARRAY_TASK_ID is 1")]
    [TestCase("SLURM_ARRAY_TASK_ID=1 SLURM_ARRAY_TASK_MIN=0 SLURM_ARRAY_TASK_MAX=6 SLURM_ARRAY_TASK_STEP=0 SLURM_ARRAY_TASK_COUNT=4", "SLURM_ARRAY_TASK_STEP 0")]
    [TestCase("LFMSPEC_SHARDS=8", "LFMSPEC_SHARDS is set and JOB_COMPLETION_INDEX is not")]
    [TestCase("LFMSPEC_SHARDS=8 JOB_COMPLETION_INDEX=8", "shard 9 of 8")]
    [TestCase("LFMSPEC_SHARDS=0 JOB_COMPLETION_INDEX=0", "shard 1 of 0")]
    [TestCase("CI_NODE_INDEX=1", "CI_NODE_INDEX is set and CI_NODE_TOTAL is not")]
    [TestCase("CI_NODE_TOTAL=3", "CI_NODE_TOTAL is set and CI_NODE_INDEX is not")]
    [TestCase("CI_NODE_INDEX=0 CI_NODE_TOTAL=3", "CI_NODE_INDEX and CI_NODE_TOTAL say shard 0 of 3")]
    [TestCase("CI_NODE_INDEX=-1 CI_NODE_TOTAL=3", "CI_NODE_INDEX is '-1'")]
    public void What_makes_no_sense_is_one_error_that_names_the_variable_and_what_to_set(string variables, string message) =>
        Assert.That(() => Read(variables), Throws.TypeOf<LabException>().With.Message.Contains(message).And.Message.Contains("i/n with i from 1 to n"));

    private static ShardChoice Read(string variables)
    {
        var environment = variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(variable => variable.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        return ShardChoice.Of(environment.GetValueOrDefault);
    }
}
