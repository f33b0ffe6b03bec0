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
        new("Experiments", "Interventions", "Measures", "Observations", "Summaries"),
        new("Kept", "Basics", "Tables", "Measures"),
        new("Runs", "Basics", "Kinds", "Prompts", "Passes", "Interventions", "Measures", "Observations", "Experiments", "Kept"),
        new("Laws", "Basics", "Kinds", "Prompts", "Verdicts", "Passes", "Interventions", "Observations", "Summaries", "Experiments"),
        new("Tuning", "Basics", "Prompts", "Verdicts", "Tables", "Passes", "Experiments", "Kept", "Runs"),
        new("Results", "Basics", "Prompts", "Tables", "Passes", "Interventions", "Measures", "Observations", "Experiments", "Kept", "Runs", "Tuning"),
        new("", "Basics", "Prompts", "Verdicts", "Tables", "Passes", "Interventions", "Measures", "Observations", "Summaries", "Experiments", "Kept", "Runs", "Laws", "Tuning", "Results"),
        new("CrossModel", "Prompts", "Tables", "Passes", "Interventions", "Measures", "Summaries", "Experiments", "Runs", "Results", ""),
    ];
}
