using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models.Architectures;

/// <summary>A rotary embedding as a config.json describes it.</summary>
/// <param name="Theta">The base of its frequencies.</param>
/// <param name="Scaling">How they are stretched for texts longer than those of the first training.</param>
internal sealed record RopeConfiguration(double Theta, RopeScaling Scaling)
{
    /// <summary>Reads <c>rope_parameters</c>, or what older files have for it: <c>rope_scaling</c> with <c>type</c>, and <c>rope_theta</c> or <c>theta</c>.</summary>
    /// <param name="json">The config.json.</param>
    /// <param name="defaultTheta">The base if no key gives one.</param>
    /// <param name="maxPositions">What <c>max_position_embeddings</c> is.</param>
    /// <returns>The rotary embedding.</returns>
    /// <exception cref="CheckpointException">It is of a kind that is not supported, or a value is none that it can have.</exception>
    internal static RopeConfiguration Read(ConfigurationFile json, double defaultTheta, int maxPositions)
    {
        // An empty rope_scaling is none, as in Python.
        var section = json.HoldsSomething("rope_scaling") ? json.Section("rope_scaling") : json.Has("rope_parameters") ? json.Section("rope_parameters") : json;
        // Where a model may have other positions for other kinds of blocks, transformers puts a section of each into it.
        section = section.Has("full_attention") ? section.Section("full_attention") : section;
        if (section.Number("partial_rotary_factor", 1.0) is var factor and not 1.0)
        {
            throw section.Error($"partial_rotary_factor is {factor}, and all of a head turns here", "Use a checkpoint without it");
        }

        var theta = section.Has("rope_theta") ? section.Positive("rope_theta") : json.Positive("theta", json.Positive("rope_theta", defaultTheta));
        return theta > 1
            ? new RopeConfiguration(theta, ReadScaling(json, section, maxPositions))
            : throw json.Error($"rope_theta is {theta}, and the base of the rotary embedding must be above 1", "Download the checkpoint's config.json again");
    }

    private static RopeScaling ReadScaling(ConfigurationFile json, ConfigurationFile section, int maxPositions)
    {
        var original = json.Count("original_max_position_embeddings", section.Count("original_max_position_embeddings", maxPositions));
        switch (section.Text("rope_type", section.Text("type", "default")))
        {
            case "default":
                return new RopeScaling();
            case "linear":
                return new LinearScaling(section.Positive("factor"));
            case "llama3":
                var (low, high) = (section.Positive("low_freq_factor"), section.Positive("high_freq_factor"));
                return low < high
                    ? new Llama3Scaling(section.Positive("factor"), low, high, original)
                    : throw section.Error($"low_freq_factor is {low} and high_freq_factor is {high}, which must be larger", "Download the checkpoint's config.json again");
            case "yarn":
                var factor = section.Positive("factor", (double)maxPositions / original);
                return new YarnScaling(factor, original)
                {
                    BetaFast = section.Positive("beta_fast", 32),
                    BetaSlow = section.Positive("beta_slow", 1),
                    Truncate = section.Flag("truncate", otherwise: true),
                    GivenAttentionFactor = section.Has("attention_factor") ? section.Positive("attention_factor") : null,
                    MScale = section.Number("mscale", 0),
                    MScaleAllDim = section.Number("mscale_all_dim", 0),
                };
            case var type:
                throw section.Error($"rope_type is '{type}', which is not supported", "Use a checkpoint with 'default', 'linear', 'llama3' or 'yarn'");
        }
    }
}
