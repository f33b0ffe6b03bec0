using System.Text.Json;
using LfmSpec.Models.Checkpoints;
using TorchSharp;

namespace LfmSpec.Models.Tests;

/// <summary>
/// The reference values of a checkpoint, made with Hugging Face transformers and PyTorch in float32. Tolerances: the same model
/// in float64 differs from them by at most 1e-5 in a logit and by 3e-5 relative in a KL above 1e-4, so another float32
/// implementation must meet 1e-4 in logits and residuals, and 1e-4 relative or 1e-7 absolute in KL.
/// </summary>
internal sealed class Reference
{
    private readonly string model;

    internal Reference(string model)
    {
        this.model = model;
        using var file = File.OpenRead(RepositoryFiles.Path("tests", "reference", model, "reference.json"));
        using var document = JsonDocument.Parse(file);
        Json = document.RootElement.Clone();
    }

    internal JsonElement Json { get; }

    internal IReadOnlyList<JsonElement> Prompts => [.. Json.GetProperty("prompts").EnumerateArray()];

    internal string CheckpointFolder => RepositoryFiles.Path("models", model);

    internal torch.Tensor Tensor(string name)
    {
        using var file = SafetensorsFile.Open(RepositoryFiles.Path("tests", "reference", model, "tensors.safetensors"));
        var tensor = torch.empty([.. file.Entries[name].Shape], dtype: torch.ScalarType.Float32);
        file.Bytes(name).CopyTo(tensor.bytes);
        return tensor;
    }
}
