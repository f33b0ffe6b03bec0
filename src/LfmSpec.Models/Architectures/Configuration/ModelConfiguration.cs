using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models;

/// <summary>
/// What a checkpoint's config.json says, in the names of Hugging Face's configuration classes. The sizes that the weights must have are read
/// from the file alone; for any other key that is missing, transformers' own default holds.
/// </summary>
public abstract record ModelConfiguration
{
    private const int MostBlocks = 10_000;
    private static readonly string[] RotaryBuffers = [".rotary_emb.inv_freq", ".rotary_emb.cos_cached", ".rotary_emb.sin_cached"];

    private protected ModelConfiguration(ConfigurationFile json, ConfigurationDefaults defaults, ConfigurationKeys keys)
    {
        keys.Check(json);
        HiddenSize = json.Count("hidden_size");
        Heads = json.Count("num_attention_heads");
        // null means a key-value head for each query head to transformers; a missing key, the default of the class.
        KeyValueHeads = json.IsNull("num_key_value_heads") ? Heads : json.Count("num_key_value_heads", defaults.KeyValueHeads ?? Heads);
        HeadDimension = json.Has("head_dim") ? json.Count("head_dim") : HiddenSize / Heads;
        if (Heads % KeyValueHeads != 0 || HeadDimension % 2 != 0 || (!json.Has("head_dim") && HiddenSize % Heads != 0))
        {
            var width = json.Has("head_dim") ? $"head_dim {HeadDimension}" : $"hidden_size {HiddenSize}";
            throw json.Error(
                $"{width}, num_attention_heads {Heads} and num_key_value_heads {KeyValueHeads} do not divide into heads of an even width, each key-value head with as many query heads",
                "Download the checkpoint's config.json again");
        }

        NormEpsilon = json.Positive(defaults.NormEpsilonKey, defaults.NormEpsilon);
        MaxPositions = json.Count("max_position_embeddings", defaults.MaxPositions);
        VocabularySize = json.Count("vocab_size");
        TiedEmbeddings = json.Flag("tie_word_embeddings", defaults.TiedEmbeddings);
        Rope = RopeConfiguration.Read(json, defaults.RopeTheta, MaxPositions);
    }

    /// <summary>The operator of each block: LFM2's from <c>layer_types</c>, or in older files from <c>full_attn_idxs</c>.</summary>
    public IReadOnlyList<OperatorKind> Layers { get; private protected set; } = [];

    /// <summary><c>hidden_size</c>.</summary>
    public int HiddenSize { get; }

    /// <summary>The MLP's width: <c>intermediate_size</c>, as the architecture adjusts it.</summary>
    public int IntermediateSize { get; private protected set; }

    /// <summary><c>num_attention_heads</c>.</summary>
    public int Heads { get; }

    /// <summary><c>num_key_value_heads</c>.</summary>
    public int KeyValueHeads { get; }

    /// <summary><c>head_dim</c>, or else hidden_size / num_attention_heads.</summary>
    public int HeadDimension { get; }

    /// <summary><c>rms_norm_eps</c>, LFM2's <c>norm_eps</c>.</summary>
    public double NormEpsilon { get; }

    /// <summary><c>max_position_embeddings</c>.</summary>
    public int MaxPositions { get; }

    /// <summary><c>vocab_size</c>.</summary>
    public int VocabularySize { get; }

    /// <summary>Whether the head is the embedding matrix, unless the file stores a head with other values: <c>tie_word_embeddings</c>.</summary>
    public bool TiedEmbeddings { get; private protected init; }

    /// <summary>The share of attention weights that transformers drops in training; nothing is dropped otherwise.</summary>
    internal double AttentionDropout { get; private set; }

    /// <summary>The rotary embedding's base and scaling: <c>rope_parameters</c>, in older files <c>rope_theta</c> and <c>rope_scaling</c>.</summary>
    internal RopeConfiguration Rope { get; }

    /// <summary>The model's sizes.</summary>
    public ModelShape Shape => new()
    {
        Blocks = Layers,
        Hidden = HiddenSize,
        MlpHidden = IntermediateSize,
        Heads = Heads,
        KeyValueHeads = KeyValueHeads,
        HeadDimension = HeadDimension,
        Vocabulary = VocabularySize,
        Context = MaxPositions,
    };

    /// <summary>Reads a configuration of any architecture that is supported.</summary>
    /// <param name="json">The config.json.</param>
    /// <returns>The configuration.</returns>
    /// <exception cref="CheckpointException">The architecture is another, a key is missing or of the wrong kind, or a value asks for what is not supported.</exception>
    public static ModelConfiguration Read(ConfigurationFile json) => json.Text("model_type") switch
    {
        "lfm2" => new Lfm2Configuration(json),
        "llama" => new LlamaConfiguration(json),
        "qwen2" => new Qwen2Configuration(json),
        var type => throw json.Error($"model_type is '{type}', which is not supported", "Use a checkpoint of an architecture that is: lfm2, llama, qwen2"),
    };

    /// <summary>Builds the model. What it asks for is compared with what is stored before anything is read or allocated.</summary>
    /// <param name="weights">The weights; each is taken once.</param>
    /// <returns>The model; dispose it to free the weights.</returns>
    /// <exception cref="CheckpointException">A tensor is missing, has another shape, is left over or holds a value that is not finite; then nothing stays allocated.</exception>
    internal CausalModel Build(IWeights weights)
    {
        weights.Check(stored => Decoder.Build(this, stored), LeavesAside);
        try
        {
            return Decoder.Build(this, weights);
        }
        catch
        {
            weights.Release();
            throw;
        }
    }

    /// <summary>The names and the biases of its modules.</summary>
    internal abstract DecoderModules Modules { get; }

    /// <summary>Reads blocks of attention and an MLP that is gated by silu.</summary>
    private protected void ReadAttentionBlocks(ConfigurationFile json)
    {
        if (json.Text("hidden_act", "silu") is var activation and not ("silu" or "swish"))
        {
            throw json.Error($"hidden_act is '{activation}', and the MLP here is gated by 'silu'", "Use a checkpoint with that activation");
        }

        var blocks = CountBlocks(json);
        if (json.Has("layer_types") && json.Texts("layer_types").Count is var types && types != blocks)
        {
            throw json.Error($"layer_types has {types} entries and num_hidden_layers is {blocks}", "Download the checkpoint's config.json again");
        }

        Layers = [.. Enumerable.Repeat(OperatorKind.Attention, blocks)];
        IntermediateSize = json.Count("intermediate_size");
        AttentionDropout = json.Number("attention_dropout", 0);
    }

    /// <summary>The number of blocks, each of which asks for some ten tensors.</summary>
    private protected static int CountBlocks(ConfigurationFile json) => json.Count("num_hidden_layers") is var blocks && blocks <= MostBlocks
        ? blocks
        : throw json.Error($"num_hidden_layers is {blocks:N0}, and a model here has at most {MostBlocks:N0} blocks", "Download the checkpoint's config.json again");

    // transformers keeps the tables of the rotary embedding in buffers that no file holds; what early files hold of them is passed over there whatever it says.
    private static bool LeavesAside(string tensor) => RotaryBuffers.Any(buffer => tensor.EndsWith(buffer, StringComparison.Ordinal));
}

/// <summary>What transformers takes for a key that a config.json does not have.</summary>
/// <param name="NormEpsilonKey">The key of the norms' epsilon.</param>
/// <param name="NormEpsilon">The norms' epsilon.</param>
/// <param name="KeyValueHeads">The number of key-value heads; null for that of the query heads.</param>
/// <param name="MaxPositions">The largest number of positions.</param>
/// <param name="RopeTheta">The rotary embedding's base.</param>
/// <param name="TiedEmbeddings">Whether the head is the embedding matrix.</param>
internal sealed record ConfigurationDefaults(string NormEpsilonKey, double NormEpsilon, int? KeyValueHeads, int MaxPositions, double RopeTheta, bool TiedEmbeddings);
