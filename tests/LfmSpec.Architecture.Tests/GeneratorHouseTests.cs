using System.Reflection;

namespace LfmSpec.Architecture.Tests;

/// <summary>
/// The stages of the generator: what is read of a class and of a model's configuration is a declaration, checking makes an experiment of it, and that is emitted. No stage knows of a later
/// one. The vocabulary's source, which is compiled in as well, is none of its rooms.
/// </summary>
public class GeneratorHouseTests() : HouseRules(new House("generators/LfmSpec.Generators", Assembly.Load("LfmSpec.Generators"), "src/LfmSpec"), Rooms)
{
    private static readonly Room[] Rooms =
    [
        new("Basics"),
        new("Diagnostics"),
        new("Experiments", "Basics"),
        new("Configuration", "Basics"),
        new("Reading", "Basics", "Experiments"),
        new("Checking/Shared", "Basics", "Diagnostics", "Experiments", "Configuration"),
        new("Checking/Interventions", "Basics", "Diagnostics", "Experiments", "Configuration", "Checking/Shared"),
        new("Checking/FineTuning", "Basics", "Diagnostics", "Experiments", "Configuration", "Checking/Shared", "Checking/Interventions"),
        new("Checking", "Basics", "Diagnostics", "Experiments", "Configuration", "Reading", "Checking/Shared", "Checking/Interventions", "Checking/FineTuning"),
        new("Emission", "Basics", "Experiments"),
        new("", "Basics", "Diagnostics", "Experiments", "Configuration", "Reading", "Checking", "Emission"),
    ];
}
