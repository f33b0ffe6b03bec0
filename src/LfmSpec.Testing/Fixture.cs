using LfmSpec.Lab;
using LfmSpec.Models.Checkpoints;
using NUnit.Framework;
using VerifyNUnit;
using VerifyTests;

namespace LfmSpec.Testing;

/// <summary>The door of generated fixtures: what a case, a law and a baseline test call.</summary>
public static class Fixture
{
    private const int LongestMessage = 4000;

    private static readonly HashSet<(Laboratory Lab, ExperimentSpec Experiment)> Prepared = [];

    /// <summary>
    /// Runs one case: its interventions fire once a forward pass and change something, its numbers are finite, and its row is
    /// the approved one. A row that has no approved value yet is left to the baseline test.
    /// </summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="name">The case's name.</param>
    /// <returns>A completed task.</returns>
    /// <exception cref="AssertionException">The case does not do what it says, or its row moved.</exception>
    public static Task Case(ExperimentSpec experiment, string name) => Case(Current(experiment), experiment, name);

    internal static Task Case(ExperimentSettings settings, ExperimentSpec experiment, string name)
    {
        ShardFilter.SkipOthers(settings, experiment, name, "case");
        var (result, facts) = Run(settings, lab =>
        {
            RunSelected(settings, lab, experiment);
            return (lab.Run(experiment, experiment.Cases.Single(@case => @case.Name == name)), ResultTable.FactsOf(experiment, lab.Provenance(experiment)));
        });
        var row = Failing(() => ResultTable.RowOf(experiment, result));
        if (Approved(settings, experiment) is not { } approved)
        {
            Unverified(settings, $"{result.Case}: {string.Join(", ", experiment.Measures.Select(ResultTable.NameOf).Zip(row.Values, (measure, value) => $"{measure} {value}"))}");
        }
        else if (approved.Difference(row, experiment, facts) is { } moved)
        {
            Assert.Fail($"{experiment.Name}.{name} ({result.Case}) is not what was approved.\n\n{moved}\n{approved.Remedy(experiment)}");
        }

        return Task.CompletedTask;
    }

    /// <summary>Reads one quantity of the clean runs: the table has rows, and is the approved one. A table that has no approved one yet is left to the baseline test.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="name">The observation's name.</param>
    /// <returns>A completed task.</returns>
    /// <exception cref="AssertionException">The table is empty or moved.</exception>
    public static Task Observe(ExperimentSpec experiment, string name) => Observe(Current(experiment), experiment, name);

    internal static Task Observe(ExperimentSettings settings, ExperimentSpec experiment, string name)
    {
        ShardFilter.SkipOthers(settings, experiment, name, "observation");
        var section = Run(settings, lab => ResultSection.Of(lab.Observe(experiment, experiment.Observations.Single(observation => observation.Name == name))));
        Assert.That(section.Rows, Is.Not.Empty, $"{experiment.Name}.{name} read nothing.");
        if (Approved(settings, experiment) is not { } approved)
        {
            Unverified(settings, $"{section.Rows.Count} rows were read");
        }
        else if (approved.Difference(section) is { } moved)
        {
            Assert.Fail($"{experiment.Name}.{name} is not what was approved.\n\n{moved}\n{approved.Remedy(experiment)}");
        }

        return Task.CompletedTask;
    }

    /// <summary>Trains one adapter under its seeds: its numbers are finite, and its row is the approved one. A row that is not approved yet is left to the baseline test.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="name">The case's name.</param>
    /// <returns>A completed task.</returns>
    /// <exception cref="AssertionException">The training diverged, or its row moved.</exception>
    public static Task FineTune(ExperimentSpec experiment, string name) => FineTune(Current(experiment), experiment, name);

    internal static Task FineTune(ExperimentSettings settings, ExperimentSpec experiment, string name)
    {
        ShardFilter.SkipOthers(settings, experiment, null, "training");
        var section = Run(settings, lab => ResultSection.Of(FineTuneTables.Cases(experiment, [lab.FineTune(experiment, experiment.FineTunes.Single(run => run.Name == name))])));
        if (Approved(settings, experiment) is not { } approved)
        {
            Unverified(settings, $"{name}: {string.Join(", ", section.Columns.Skip(1).Zip(section.Rows[0].Values, (column, value) => $"{column} {value}"))}");
        }
        else if (approved.DifferenceOfRows(section) is { } moved)
        {
            Assert.Fail($"{experiment.Name}.{name} is not what was approved.\n\n{moved}\n{approved.Remedy(experiment)}");
        }

        return Task.CompletedTask;
    }

    /// <summary>Scores one test of a capability: it was answered, and its row is the approved one. A row that is not approved yet is left to the baseline test.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="id">The test's id.</param>
    /// <returns>A completed task.</returns>
    /// <exception cref="AssertionException">The row moved.</exception>
    public static Task Capability(ExperimentSpec experiment, string id) => Capability(Current(experiment), experiment, id);

    internal static Task Capability(ExperimentSettings settings, ExperimentSpec experiment, string id)
    {
        ShardFilter.SkipOthers(settings, experiment, null, "capability");
        var section = Run(settings, lab => ResultSection.Of(CapabilityTables.Rows(lab.Score(experiment))));
        var row = section with { Rows = [.. section.Rows.Where(row => row.Case == id)] };
        Assert.That(row.Rows, Has.Count.EqualTo(1), $"{experiment.Name} has no test {id}; build it again.");
        if (Approved(settings, experiment) is not { } approved)
        {
            Unverified(settings, $"{id}: {string.Join(", ", row.Columns.Skip(1).Zip(row.Rows[0].Values, (column, value) => $"{column} {value}"))}");
        }
        else if (approved.DifferenceOfRows(row) is { } moved)
        {
            Assert.Fail($"{experiment.Name}.{id} is not what was approved.\n\n{moved}\n{approved.Remedy(experiment)}");
        }

        return Task.CompletedTask;
    }

    /// <summary>Checks a law over the cases of an experiment. One that has nothing to check there, as on prompts of one position, is ignored with the reason: it did not pass.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="law">The law.</param>
    /// <returns>A completed task.</returns>
    /// <exception cref="AssertionException">The law does not hold.</exception>
    /// <exception cref="IgnoreException">There is nothing to check.</exception>
    public static Task Law(ExperimentSpec experiment, Law law) => Law(Current(experiment), experiment, law);

    internal static Task Law(ExperimentSettings settings, ExperimentSpec experiment, Law law) => Law(settings, experiment, $"{law}");

    /// <summary>Checks a law that kinds of the experiment's have of their own, on its prompts. One that has nothing to check there is ignored with the reason: it did not pass.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="law">The law's name: that of the method.</param>
    /// <returns>A completed task.</returns>
    /// <exception cref="AssertionException">The law does not hold.</exception>
    /// <exception cref="IgnoreException">There is nothing to check.</exception>
    public static Task Law(ExperimentSpec experiment, string law) => Law(Current(experiment), experiment, law);

    internal static Task Law(ExperimentSettings settings, ExperimentSpec experiment, string law)
    {
        ShardFilter.SkipOthers(settings, experiment, null, "law");
        var outcome = Run(settings, lab => lab.Check(experiment, law));
        RunTally.Of(settings).Add(outcome);
        if (outcome.HasNothingToCheck)
        {
            Assert.Ignore($"{experiment.Name}, {law}: {outcome}. Give the experiment a prompt on which the law has something to compare.");
        }

        return Task.CompletedTask;
    }

    /// <summary>
    /// Holds an experiment's table against the approved snapshot. What is new or different leaves a received file beside it and
    /// fails; an approved file is never written.
    /// </summary>
    /// <param name="experiment">The experiment.</param>
    /// <returns>The verification.</returns>
    /// <exception cref="VerifyException">The table is new or not the approved one.</exception>
    public static Task Baseline(ExperimentSpec experiment) => Baseline(Current(experiment), experiment);

    internal static async Task Baseline(ExperimentSettings settings, ExperimentSpec experiment)
    {
        ShardFilter.SkipOthers(settings, experiment, null, "baseline");
        var table = Run(settings, lab => ResultTable.Of(lab.Run(experiment)));
        var published = Failing(() => settings.Published(table));
        if (published is not null)
        {
            await TestContext.Out.WriteLineAsync(published.ToMarkdown());
        }

        if (settings.IsAnotherModel && !File.Exists(ApprovedTable.PathOf(settings, experiment)))
        {
            var received = Path.Combine(settings.SnapshotFolder, $"{experiment.Name}.{ApprovedTable.Method}.received.md");
            WholeFile.Write(received, table.ToMarkdown());
            Unverified(settings, $"the table is in {received}; review it and rename it to {experiment.Name}.{ApprovedTable.Method}.verified.md{(published is null ? "" : "; " + published.Summary())}");
        }

        var verify = new VerifySettings();
        verify.UseDirectory(settings.SnapshotFolder);
        verify.UseTypeName(experiment.Name);
        verify.UseMethodName(ApprovedTable.Method);
        verify.UseStringComparer((received, approved, _) => Task.FromResult(ApprovedTable.Compare(experiment, received, approved)));
        try
        {
            await Verifier.Verify(table.ToMarkdown(), "md", verify, sourceFile: experiment.SourceFile);
        }
        catch (Exception error) when (error.Message.Length > LongestMessage)
        {
            // A new table is in the message as a whole; the received file has it too.
            Assert.Fail($"{error.Message[..LongestMessage]}\n... and {error.Message.Length - LongestMessage:N0} characters more, which are in the received file.");
        }
    }

    // On the assembly's own model a table that is not approved fails its baseline test; on another there is nothing to hold it against.
    private static void Unverified(ExperimentSettings settings, string what)
    {
        if (settings.IsAnotherModel)
        {
            RunTally.Of(settings).AddUnverified();
            Assert.Inconclusive($"Unverified: {Path.GetFileName(settings.SnapshotFolder)} has no approved table of this experiment in {settings.SnapshotFolder}. {what}.");
        }
    }

    // The first test of a fixture runs every case that will be asked for, as one sweep. A case that cannot run fails its own test.
    private static void RunSelected(ExperimentSettings settings, Laboratory lab, ExperimentSpec experiment)
    {
        lock (Prepared)
        {
            if (!Prepared.Add((lab, experiment)))
            {
                return;
            }
        }

        var selected = SelectedTests.OfTheFixture();
        try
        {
            lab.Prepare(experiment, [.. experiment.Cases.Where(@case => selected.Contains(@case.Name) && ShardFilter.IsMine(settings, lab, experiment, @case.Name))]);
        }
        catch (LabException)
        {
        }
    }

    private static ApprovedTable? Approved(ExperimentSettings settings, ExperimentSpec experiment) => Failing(() => ApprovedTable.Read(settings, experiment));

    private static ExperimentSettings Current(ExperimentSpec experiment) => Failing(() =>
    {
        experiment.MustBeMade();
        return ExperimentSettings.Current(experiment);
    });

    private static T Run<T>(ExperimentSettings settings, Func<Laboratory, T> run) => Failing(() => run(SharedLaboratory.Of(settings.ModelFolder)));

    private static T Failing<T>(Func<T> run)
    {
        try
        {
            return run();
        }
        catch (LabException error)
        {
            Assert.Fail(error.Message);
            throw;
        }
    }
}
