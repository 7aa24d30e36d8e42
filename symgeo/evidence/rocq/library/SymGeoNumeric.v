(* SymGeoNumeric.v -- certified numerics for refutations (coq-interval); plain arithmetic first. *)
From Coq Require Import Reals Lra Lia List.
From Coquelicot Require Import Coquelicot.
From Interval Require Import Tactic.
Require Import SymGeo SymGeoLemmas SymGeoTactics.
Open Scope R_scope.

Ltac elementary := unfold sinh, cosh, tanh, arcsinh, arccosh, arctanh, arctan2, Rpower.
Ltac at_zero := rewrite ?Rmult_0_l, ?Rmult_0_r, ?Ropp_0, ?sin_0, ?cos_0, ?exp_0, ?sinh_0, ?cosh_0, ?tan_0, ?ln_1, ?sqrt_0, ?sqrt_1, ?atan_0.
(* a comparison of closed expressions, at a precision of p bits *)
Ltac numeric p := first
  [ lra
  | apply Rgt_not_eq; numeric_lt p
  | apply Rlt_not_eq; numeric_lt p
  | numeric_lt p
  | at_zero; lra
  | at_zero; field
  | at_zero; numeric_lt p
  | match goal with |- context [sqrt ?q] => replace q with 0 by field; rewrite sqrt_0; lra end
  | apply Rle_refl ]
with numeric_lt p := elementary; first [ lra | interval with (i_prec p) | apply Rminus_gt; interval with (i_prec p)
  | apply Rminus_lt; interval with (i_prec p) | apply Rminus_gt_0_lt; interval with (i_prec p) ].
Ltac inside p := repeat split; first [ exact I | is_integer | numeric p ].
(* a contradiction from a condition that fails at the point *)
Ltac not_so p := match goal with
  | K : ?e <> 0 |- False => apply K; numeric p
  | K : 0 < ?e |- False => apply (Rlt_not_le _ _ K); numeric p
  | K : 0 <= ?e |- False => apply (Rle_not_lt _ _ K); numeric p
  end.
