namespace LfmSpec.Architecture.Tests;

/// <summary>The rooms of the lab, from the ground up.</summary>
public class LabHouseTests() : HouseRules(new House("src/LfmSpec.Lab", typeof(LfmSpec.Lab.Laboratory).Assembly), Rooms)
{
    private static readonly Room[] Rooms =
    [
        new("Basics"),
        new("Kinds", "Basics"),
        new("Prompts", "Basics"),
        new("Verdicts"),
        new("Tables", "Basics", "Prompts"),
        new("Passes", "Basics", "Prompts"),
        new("Interventions", "Basics", "Kinds", "Prompts", "Passes"),
        new("Measures", "Basics", "Kinds", "Prompts", "Passes", "Interventions"),
        new("Observations", "Basics", "Kinds", "Prompts", "Verdicts", "Tables", "Passes"),
        new("Summaries", "Basics", "Kinds", "Prompts", "Tables", "Passes", "Interventions", "Measures"),
        new("Experiments", "Basics", "Interventions", "Measures", "Observations", "Summaries"),
        new("Kept", "Basics", "Tables", "Measures"),
        new("Runs", "Basics", "Kinds", "Prompts", "Passes", "Interventions", "Measures", "Observations", "Experiments", "Kept"),
        new("Continuations", "Basics", "Prompts", "Passes", "Interventions", "Measures", "Experiments", "Runs"),
        new("Capability", "Basics", "Prompts", "Tables", "Passes", "Interventions", "Experiments", "Kept", "Runs", "Continuations"),
        new("Laws", "Basics", "Kinds", "Prompts", "Verdicts", "Passes", "Interventions", "Observations", "Summaries", "Experiments"),
        new("Tuning/Data", "Basics"),
        new("Tuning/Batches", "Basics", "Tuning/Data"),
        new("Tuning/Objectives", "Basics", "Tuning/Data", "Tuning/Batches"),
        new("Tuning/Training", "Basics", "Tuning/Batches"),
        new("Tuning/Evaluation", "Basics", "Prompts", "Passes", "Tuning/Data", "Tuning/Batches", "Tuning/Objectives"),
        new("Tuning/Results", "Basics", "Tables", "Experiments", "Tuning/Objectives", "Tuning/Training", "Tuning/Evaluation"),
        new("Tuning", "Basics", "Prompts", "Verdicts", "Passes", "Experiments", "Kept", "Runs", "Tuning/Data", "Tuning/Batches", "Tuning/Objectives", "Tuning/Training", "Tuning/Evaluation", "Tuning/Results"),
        new("Results", "Basics", "Prompts", "Tables", "Passes", "Interventions", "Measures", "Observations", "Experiments", "Kept", "Runs", "Capability", "Tuning/Results"),
        new("", "Basics", "Prompts", "Verdicts", "Tables", "Passes", "Interventions", "Measures", "Observations", "Summaries", "Experiments", "Kept", "Runs", "Continuations", "Capability", "Laws", "Tuning/Results", "Tuning", "Results"),
    ];
}
