namespace LfmSpec.Architecture.Tests;

/// <summary>The rooms of the models, from the ground up.</summary>
public class ModelsHouseTests() : HouseRules(new House("src/LfmSpec.Models", typeof(LfmSpec.Models.CausalModel).Assembly), Rooms)
{
    private static readonly Room[] Rooms =
    [
        new(""),
        new("Sites"),
        new("Engine"),
        new("Files", ""),
        new("Checkpoints", "", "Files"),
        new("Chat", "", "Files"),
        new("Tokenization", "", "Files", "Checkpoints"),
        new("Hub", "", "Files", "Checkpoints"),
        new("Weights", "Engine", "Checkpoints"),
        new("Quantization", "Checkpoints", "Weights"),
        new("Architectures", "Sites", "Engine", "Checkpoints", "Weights", "Quantization"),
        new("Loading", "", "Files", "Checkpoints", "Chat", "Tokenization", "Hub", "Weights", "Quantization", "Architectures"),
        new("Adapters", "", "Checkpoints", "Weights", "Quantization", "Architectures", "Loading"),
        new("Generation", "Sites", "Checkpoints", "Tokenization", "Architectures", "Loading"),
    ];
}
