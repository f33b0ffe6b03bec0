namespace Atlas.WhichHeadsMatter;

/// <summary>Where does each head look: at the first token, at itself, at the last, at one place or at many?</summary>
[Experiment(Published = "attention_patterns", AsPublished = "the maximum over all queries")]
[Prompts("The capital of France is Paris and it is beautiful")]
[Observe(Quantity.AttentionStatistics)]
public partial class AttentionPatterns;
